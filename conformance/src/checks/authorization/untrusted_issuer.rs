use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.untrusted-issuer",
    requirements: &["AUTH-ISSUER-UNTRUSTED"],
    summary: "a token of an issuer that the server does not trust is refused",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare `iss` with the one issuer whose keys verified the token.",
    classes: &["CWE-346", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\nissuer-foreign | 401"),
        fails(
            "good-token | 200 | ok\nissuer-foreign | 200 | ok",
            "answered 200 with a result to a token with this fault: the issuer is another one, the key is the trusted issuer's",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["issuer-foreign"])
}

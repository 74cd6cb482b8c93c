use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.issuer-exact",
    requirements: &["AUTH-ISS-EXACT", "AUTH-ISSUER-UNTRUSTED"],
    summary: "the issuer is compared as a whole",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare `iss` with the trusted issuer as whole strings, not by prefix: tenants of one server differ in their paths.",
    classes: &["CWE-346", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\nissuer-prefix | 401\nissuer-suffixed | 401"),
        fails(
            "good-token | 200 | ok\nissuer-prefix | 401\nissuer-suffixed | 200 | ok",
            "answered 200 with a result to a token with this fault: the issuer is the trusted one with a path behind it",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["issuer-prefix", "issuer-suffixed"])
}

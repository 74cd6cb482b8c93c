use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-list-foreign",
    requirements: &["AUTH-AUD-LIST-FOREIGN"],
    summary: "a token whose list of audiences names only other servers is refused",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Where `aud` is a list, look for this server's identifier among its members.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\naudience-array-foreign | 401"),
        fails(
            "good-token | 200 | ok\naudience-array-foreign | 200 | ok",
            "answered 200 with a result to a token with this fault: the audience is a list of two other servers",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["audience-array-foreign"])
}

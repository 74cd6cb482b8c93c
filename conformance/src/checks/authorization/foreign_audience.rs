use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.foreign-audience",
    requirements: &["AUTH-AUD-REJECT-FOREIGN"],
    summary: "a token minted for another server is refused",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare the token's `aud` with this server's resource identifier before anything else reads the token.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\naudience-foreign | 401"),
        fails(
            "good-token | 200 | ok\naudience-foreign | 200 | ok",
            "answered 200 with a result to a token with this fault: minted for another server",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["audience-foreign"])
}

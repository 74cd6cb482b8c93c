use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::tokens::{GOOD, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.foreign-audience",
    requirements: &["AUTH-AUD-REJECT-FOREIGN"],
    summary: "a token minted for another server is refused",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Compare the token's `aud` with this server's resource identifier before anything else reads the token.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\naudience-foreign | 401"),
        fails("good-token | 200 | ok\naudience-foreign | 200 | ok", "answered 200 with a result to a token for another audience"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    refused(&seen.reply("audience-foreign")?, "a token for another audience")
}

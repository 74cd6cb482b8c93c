use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::tokens::{GOOD, OPEN_FOREIGN, OPEN_GOOD, OPEN_NO_TOKEN, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.foreign-audience-on-open",
    requirements: &["AUTH-AUD-REJECT-FOREIGN"],
    summary: "a token minted for another server opens nothing",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Check the audience of the token on `initialize` and `server/discover` as on every other request.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes(
            "good-token | 200 | ok\nopen-good-token | 200 | ok\nopen-no-token | 401\nopen-audience-foreign | 401",
        ),
        fails(
            "good-token | 200 | ok\nopen-good-token | 200 | ok\nopen-no-token | 401\nopen-audience-foreign | 200 | ok",
            "answered 200 with a result to an opening request with a token for another audience",
        ),
    ],
};

/// Whether the opening request is protected at all is the server's choice.
fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    seen.control(OPEN_GOOD)?;
    if seen.reply(OPEN_NO_TOKEN)?.is_served() {
        return Err(Verdict::not_applicable(
            "the target serves the opening request without a token",
        ));
    }
    refused(
        &seen.reply(OPEN_FOREIGN)?,
        "an opening request with a token for another audience",
    )
}

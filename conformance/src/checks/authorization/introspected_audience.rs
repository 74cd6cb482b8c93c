use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::opaque_refused;
use crate::probes::issuer::OPAQUE_TOKENS;
use crate::probes::tokens::foreign_audiences;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.introspected-audience",
    requirements: &["AUTH-AUD-REJECT-FOREIGN"],
    summary: "an opaque token for another audience is refused",
    severity: Severity::Critical,
    probe: &OPAQUE_TOKENS,
    needs: &[],
    judge,
    remedy: "Compare `aud` in the introspection answer with this server's identifier: that a token is active does not say for whom.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes("opaque-good | 200 | ok\nopaque-audience-foreign | 401\nopaque-audience-missing | 401"),
        fails(
            "opaque-good | 200 | ok\nopaque-audience-foreign | 200 | ok",
            "answered 200 with a result to an opaque token with this fault: minted for another server",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    opaque_refused(seen, foreign_audiences())
}

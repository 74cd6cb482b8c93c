use crate::check::{Check, Judgement, Severity, fails, passes};
use mock_auth_server::defect;

use crate::checks::authorization::opaque_refused;
use crate::probes::issuer::{OPAQUE_DEFECTS, OPAQUE_TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.inactive-token",
    requirements: &["AUTH-REVOKED-INACTIVE"],
    summary: "a token that the issuer calls inactive is refused",
    severity: Severity::Critical,
    probe: &OPAQUE_TOKENS,
    needs: &[],
    judge,
    remedy: "Refuse a token unless the introspection answer says `active: true`.",
    classes: &["CWE-613", "MCP07:2025"],
    examples: &[
        passes(
            "opaque-good | 200 | ok\nopaque-revoked | 401\nopaque-inactive | 401\nopaque-expired-hour | 401",
        ),
        fails(
            "opaque-good | 200 | ok\nopaque-revoked | 200 | ok\nopaque-inactive | 401\nopaque-expired-hour | 401",
            "answered 200 with a result to an opaque token with this fault: a token that the issuer has revoked",
        ),
    ],
};

/// None of them was sent before, so no answer about it can have been remembered.
fn judge(seen: &Transcript) -> Judgement {
    opaque_refused(seen, OPAQUE_DEFECTS.iter().filter_map(|id| defect(id)))
}

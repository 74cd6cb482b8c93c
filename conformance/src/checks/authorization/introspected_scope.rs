use mock_auth_server::defect;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::{opaque_refused, requires_scopes};
use crate::probes::issuer::{OPAQUE_TOKENS, OPAQUE_WITHOUT_SCOPE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.introspected-scope",
    requirements: &["AUTH-SCOPE-ENFORCED"],
    summary: "nothing is done for an opaque token that grants no scope",
    severity: Severity::High,
    probe: &OPAQUE_TOKENS,
    needs: &[crate::check::Need::Work],
    judge,
    remedy: "Check `scope` in the introspection answer when a tool is called: that a token is active does not say for what.",
    classes: &["CWE-862", "MCP02:2025"],
    examples: &[
        passes("opaque-good | 200 | ok\nno-token | 401\nopaque-scope-missing | 403\nopaque-good | 200 | ok"),
        fails(
            "opaque-good | 200 | ok\nno-token | 401\nopaque-scope-missing | 200 | ok\nopaque-good | 200 | ok",
            "answered 200 with a result to an opaque token with this fault: grants no scope",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    requires_scopes(seen)?;
    opaque_refused(seen, defect(OPAQUE_WITHOUT_SCOPE).into_iter())
}

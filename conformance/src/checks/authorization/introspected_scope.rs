use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::{requires_scopes, unless_open};
use crate::probes::issuer::{OPAQUE_GOOD, OPAQUE_TOKENS, OPAQUE_WITHOUT_SCOPE, opaque_label};
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
            "a tool was called with an opaque token that has not the needed scope",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    requires_scopes(seen)?;
    seen.control(OPAQUE_GOOD)?;
    let reply = seen.reply(&opaque_label(OPAQUE_WITHOUT_SCOPE))?;
    // A tool may say so itself.
    let says = || "a tool was called with an opaque token that has not the needed scope".to_owned();
    unless_open(seen, reply.require(!reply.is_done(), says))?;
    if reply.is_refused() || reply.is_served() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "answered {} to an opaque token without scope",
        reply.describe()
    )))
}

use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::authorization::{requires_scopes, unless_open};
use crate::probes::tokens::{GOOD, TOKENS, summary};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.scope-enforced",
    requirements: &["AUTH-SCOPE-ENFORCED"],
    summary: "nothing is done for a token that lacks the scope",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[Need::ResourceServer, Need::Work],
    judge,
    remedy: "Check the scopes of the token when a tool is called, not only when tools are listed.",
    classes: &["CWE-862", "MCP02:2025"],
    examples: &[
        passes("good-token | 200 | ok\nscope-missing | 403\nscope-wrong | 403"),
        fails(
            "good-token | 200 | ok\nscope-missing | 200 | ok\nscope-wrong | 403",
            "a tool was called with a token with this fault: grants no scope",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    requires_scopes(seen)?;
    seen.control(GOOD)?;
    for label in ["scope-missing", "scope-wrong"] {
        let reply = seen.reply(label)?;
        let says = || format!("a tool was called with {}", summary(label));
        unless_open(seen, reply.require(!reply.is_done(), says))?;
        if !reply.is_refused() && !reply.is_served() {
            return Err(Verdict::inconclusive(format!(
                "answered {} to {}",
                reply.describe(),
                summary(label)
            )));
        }
    }
    Ok(())
}

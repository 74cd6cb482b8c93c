use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::operations::{OPERATIONS, WITH_BASE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.operation-scope-enforced",
    requirements: &["AUTH-SCOPE-ENFORCED"],
    summary: "an operation that needs a scope is refused to a token without it",
    severity: Severity::Critical,
    probe: &OPERATIONS,
    needs: &[],
    judge,
    remedy: "Compare the scopes of the token with what the called tool needs, before it runs.",
    classes: &["CWE-285", "CWE-863", "MCP07:2025"],
    examples: &[
        passes(
            r"work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-base-scopes | 403",
        ),
        passes(
            r#"work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-base-scopes | 200 | {"id":1,"result":{"isError":true,"content":[]}}"#,
        ),
        fails(
            r"work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-base-scopes | 200 | ok",
            "served an operation to a token without its scopes",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for refused in super::with_control(seen, WITH_BASE)? {
        refused.require(!refused.is_done(), || {
            "served an operation to a token without its scopes".to_owned()
        })?;
        if !refused.is_refused() && !refused.is_served() {
            let got = refused.describe();
            return Err(Verdict::inconclusive(format!("the operation got {got}")));
        }
    }
    Ok(())
}

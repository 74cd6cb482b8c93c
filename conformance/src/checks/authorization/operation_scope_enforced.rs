use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::operations::seen::{is_carried_out, is_denied, tried};
use crate::probes::operations::{OPERATIONS, WITH_BASE, WORK};
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
            r#"facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-base-scopes | 403"#,
        ),
        passes(
            r#"facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-base-scopes | 200 | {"id":1,"result":{"isError":true,"content":[]}}"#,
        ),
        fails(
            r#"facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-base-scopes | 200 | ok"#,
            "served an operation to a token without its scopes",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.reply(WORK)?;
    // It was to be refused whether it can be repeated or not.
    for reply in seen.exchanges(WITH_BASE) {
        reply.require(!is_carried_out(&reply), || {
            "served an operation to a token without its scopes".to_owned()
        })?;
    }
    for (_, reply) in tried(seen, WITH_BASE)? {
        is_denied(&reply)?;
    }
    Ok(())
}

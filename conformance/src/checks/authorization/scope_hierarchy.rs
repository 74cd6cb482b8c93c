use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::operations::seen::{is_denied, operations, tried};
use crate::probes::operations::{OPERATIONS, WITH_BROADER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.scope-hierarchy",
    requirements: &["AUTH-SCOPE-HIERARCHY"],
    summary: "a scope that stands for the needed one suffices",
    severity: Severity::Medium,
    probe: &OPERATIONS,
    needs: &[],
    judge,
    remedy: "Expand the scopes of a token by those that they stand for, before they are compared.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"], "broader": ["s:admin"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-broader-scopes | 200 | ok"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"], "broader": ["s:admin"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-broader-scopes | 403"#,
            "refused an operation to a token with a scope that stands for those it needs",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if operations(seen, WITH_BROADER).is_empty() {
        return Err(Verdict::not_applicable(
            "no scope is declared that stands for others",
        ));
    }
    for (_, reply) in tried(seen, WITH_BROADER)? {
        reply.require(!is_denied(&reply)?, || {
            "refused an operation to a token with a scope that stands for those it needs".to_owned()
        })?;
    }
    Ok(())
}

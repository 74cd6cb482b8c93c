use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::checks::jsonrpc::code_of;
use crate::jsonrpc::METHOD_NOT_FOUND;
use crate::probes::WHOLE_RUN;
use crate::probes::lifecycle::COMPLETION;
use crate::probes::versioning::UNDECLARED_COMPLETION;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "completion.unsupported",
    requirements: &["COMP-UNSUPPORTED"],
    summary: "where completions are not declared, completion/complete is unknown",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Answer completion/complete with -32601 while completions are not declared, rather than with no values.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"opening": {}, "capabilities": {}}
            served | 200 | ok
            completion | 200 | error -32601"#,
        ),
        fails(
            r#"facts: {"opening": {}, "capabilities": {}}
            served | 200 | ok
            completion | 200 | {"id":1,"result":{"completion":{"values":[]}}}"#,
            "completions are not declared, and completion/complete got 200 with a result",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
            facts: {"opening": {}, "capabilities": {}}
            served | 200 | ok
            undeclared-completions | 400 | error -32602"#,
            "completions are not declared, and completion/complete got 400 with error -32602",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let facts = &seen.head.facts;
    if facts.declares("completions") {
        return Err(Verdict::not_applicable("completions are declared"));
    }
    if facts.opening.is_null() {
        return Err(Verdict::inconclusive("what is declared is not known"));
    }
    let label = if seen.head.cell.revision.is_modern() {
        UNDECLARED_COMPLETION
    } else {
        COMPLETION
    };
    let Some(reply) = seen.exchanges(label).next() else {
        return Err(absent(seen, "there is no argument to complete"));
    };
    reply.answered()?;
    if !reply.is_served() && code_of(&reply).is_none() {
        return Err(Verdict::inconclusive(format!(
            "completion/complete got {}",
            reply.describe()
        )));
    }
    reply.advise(code_of(&reply) == Some(METHOD_NOT_FOUND), || {
        format!(
            "completions are not declared, and completion/complete got {}",
            reply.describe()
        )
    })
}

//! What a judge reads of these calls.

use super::{TRIED, WITH_ALL, WITH_BROADER, WORK};
use crate::check::Verdict;
use crate::checks::not_halted;
use crate::declared::Operation;
use crate::transcript::{Reply, Transcript};

/// The operations that are tried under a label.
pub fn operations<'t>(seen: &'t Transcript, label: &str) -> Vec<&'t Operation> {
    let declared = seen.head.facts.declared.operations.iter().take(TRIED);
    declared
        .filter(|operation| label != WITH_BROADER || !operation.broader.is_empty())
        .collect()
}

/// Each of them with what came of it, where the conversation is whole and each was carried out with all scopes, before and
/// after.
pub fn tried<'t>(seen: &'t Transcript, label: &str) -> Result<Vec<(&'t Operation, Reply<'t>)>, Verdict> {
    not_halted(seen)?;
    seen.control(WORK)?;
    seen.control(WITH_ALL)?;
    if let Some(reply) = seen.exchanges(WITH_ALL).find(|reply| !is_carried_out(reply)) {
        let got = reply.describe();
        return Err(Verdict::inconclusive(format!(
            "an operation got {got} with the scopes of all: it has to be one that can be repeated"
        )));
    }
    let operations = operations(seen, label);
    let replies: Vec<Reply<'_>> = seen.exchanges(label).collect();
    if replies.len() != operations.len() {
        return Err(Verdict::inconclusive(format!(
            "\"{label}\" was tried with {} of {} operations",
            replies.len(),
            operations.len()
        )));
    }
    for reply in &replies {
        reply.answered()?;
    }
    Ok(operations.into_iter().zip(replies).collect())
}

/// Whether the operation was carried out: one that asks for input first was not, yet.
pub fn is_carried_out(reply: &Reply<'_>) -> bool {
    reply.is_done() && !reply.asks_for_input()
}

/// Whether the operation was refused as one is for which scopes are missing. A limit that was reached and a trouble of the
/// server's say nothing of scopes.
pub fn is_denied(reply: &Reply<'_>) -> Result<bool, Verdict> {
    if is_carried_out(reply) {
        return Ok(false);
    }
    let is_trouble = reply.is_busy() || reply.status() >= 500;
    let says_error = reply.error().is_some() || (reply.is_served() && !reply.is_done());
    if matches!(reply.status(), 401 | 403) || (says_error && !is_trouble) {
        return Ok(true);
    }
    let got = reply.describe();
    Err(Verdict::inconclusive(format!("the operation got {got}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{checks, example};

    const BEFORE: &str = r#"in: 2026-07-28 streamable-http
facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"], "broader": ["s:admin"]}]}}
work-with-base-scopes | 200 | ok
"#;
    const NOT_FOUND: &str = r#"200 | {"id":1,"result":{"isError":true,"content":[]}}"#;

    fn judged(id: &str, lines: &str) -> Result<(), Verdict> {
        let check = checks::find(id).expect("there is such a check");
        check.judge(&example::read(check, &format!("{BEFORE}{lines}")).expect("it is an example"))
    }

    #[test]
    fn an_operation_that_cannot_be_repeated_accuses_nobody_of_refusing_it() {
        let lines = format!(
            "operation-with-base-scopes | 403\noperation-with-all-scopes | 200 | ok\n\
             operation-with-its-own-scopes | {NOT_FOUND}\noperation-with-all-scopes | {NOT_FOUND}\n\
             operation-with-broader-scopes | {NOT_FOUND}\noperation-with-all-scopes | {NOT_FOUND}"
        );
        for id in [
            "authorization.downscoped-accepted",
            "authorization.scope-hierarchy",
            "authorization.operation-scope-enforced",
        ] {
            let judgement = judged(id, &lines);
            assert!(
                matches!(judgement, Err(Verdict::Inconclusive(_))),
                "{id}: {judgement:?}"
            );
        }
    }

    #[test]
    fn a_limit_and_an_end_before_the_operation_accuse_nobody_and_pass_nobody() {
        for (id, label) in [
            (
                "authorization.downscoped-accepted",
                "operation-with-its-own-scopes",
            ),
            ("authorization.scope-hierarchy", "operation-with-broader-scopes"),
            (
                "authorization.operation-scope-enforced",
                "operation-with-base-scopes",
            ),
        ] {
            for answer in ["429", "503", "429 | error -32000"] {
                let lines = format!("operation-with-all-scopes | 200 | ok\n{label} | {answer}");
                let judgement = judged(id, &lines);
                assert!(
                    matches!(judgement, Err(Verdict::Inconclusive(_))),
                    "{id}: {judgement:?}"
                );
            }
            for end in ["", "note: halt the target has stopped answering"] {
                let judgement = judged(id, &format!("operation-with-all-scopes | 200 | ok\n{end}"));
                assert!(
                    matches!(judgement, Err(Verdict::Inconclusive(_))),
                    "{id}: {judgement:?}"
                );
            }
        }
    }

    #[test]
    fn what_is_carried_out_without_its_scopes_counts_even_where_it_cannot_be_repeated() {
        let lines = format!("operation-with-base-scopes | 200 | ok\noperation-with-all-scopes | {NOT_FOUND}");
        let judgement = judged("authorization.operation-scope-enforced", &lines);
        assert!(matches!(judgement, Err(Verdict::Fail(_))), "{judgement:?}");
    }
}

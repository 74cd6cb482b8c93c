use std::collections::BTreeSet;

use crate::challenge::bearer;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::declared::Operation;
use crate::probes::operations::seen::{operations, tried};
use crate::probes::operations::{OPERATIONS, WITH_BASE};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "authorization.challenge-precise",
    requirements: &["AUTH-CHALLENGE-PRECISE"],
    summary: "a challenge names the scopes of the refused operation, and not all there are",
    severity: Severity::Low,
    probe: &OPERATIONS,
    needs: &[],
    judge,
    remedy: "Name in the challenge what the refused operation needs.",
    classes: &["CWE-272"],
    examples: &[
        passes(
            r#"facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"]}, {"tool": "b", "arguments": {}, "scopes": ["s:b"]}, {"tool": "c", "arguments": {}, "scopes": ["s:c"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="base s:a"
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="base s:b"
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="base s:c""#,
        ),
        passes(
            r#"facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"]}, {"tool": "b", "arguments": {}, "scopes": ["s:b"]}, {"tool": "c", "arguments": {}, "scopes": ["s:c"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
metadata-at-root | no id | 200 | {"resource":"r","scopes_supported":["base","s:a","s:b","s:c","s:d"]}
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="s:a s:b s:c"
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="s:a s:b s:c"
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="s:a s:b s:c""#,
        ),
        fails(
            r#"facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"]}, {"tool": "b", "arguments": {}, "scopes": ["s:b"]}, {"tool": "c", "arguments": {}, "scopes": ["s:c"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="s:a s:b s:c"
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="s:b s:a s:c"
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="s:c s:b s:a""#,
            "the challenge of every operation names the scopes of all",
        ),
    ],
};

/// Operations that are compared, whose scopes have nothing in common.
const COMPARED: usize = 3;

fn judge(seen: &Transcript) -> Judgement {
    let mut challenged: Vec<(&Operation, Reply<'_>, String)> = Vec::new();
    for (operation, refused) in tried(seen, WITH_BASE)? {
        let named = bearer(&refused).and_then(|found| found.parameter("scope").map(str::to_owned));
        let is_apart = challenged
            .iter()
            .all(|(other, ..)| have_nothing_in_common(operation, other));
        if let Some(named) = named.filter(|_| is_apart && !operation.scopes.is_empty()) {
            challenged.push((operation, refused, named));
        }
    }
    if challenged.len() < COMPARED {
        return Err(absent(
            seen,
            "fewer than three operations whose scopes have nothing in common were refused with a challenge that names scopes",
        ));
    }
    let all = catalogue(seen);
    let names_all = |named: &str| {
        let named: BTreeSet<&str> = named.split_ascii_whitespace().collect();
        all.iter().all(|scope| named.contains(scope.as_str()))
    };
    let every = challenged.iter().all(|(.., named)| names_all(named));
    challenged[0].1.advise(!every, || {
        "the challenge of every operation names the scopes of all".to_owned()
    })
}

fn have_nothing_in_common(one: &Operation, other: &Operation) -> bool {
    one.scopes.iter().all(|scope| !other.scopes.contains(scope))
}

/// Every scope that is known: those of the operations, and those that the metadata lists.
fn catalogue(seen: &Transcript) -> BTreeSet<String> {
    let declared = operations(seen, WITH_BASE).into_iter();
    let mut all: BTreeSet<String> = declared.flat_map(|operation| operation.scopes.clone()).collect();
    for (_, document) in super::documents(seen) {
        let listed = document["scopes_supported"].as_array().into_iter().flatten();
        all.extend(listed.filter_map(|scope| scope.as_str().map(str::to_owned)));
    }
    all
}

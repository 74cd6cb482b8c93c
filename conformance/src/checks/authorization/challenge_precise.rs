use std::collections::BTreeSet;

use crate::challenge::bearer;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::operations::{OPERATIONS, WITH_BASE};
use crate::transcript::Transcript;

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
            r#"facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"]}, {"tool": "b", "arguments": {}, "scopes": ["s:b"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="base s:a"
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="base s:b""#,
        ),
        fails(
            r#"facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"]}, {"tool": "b", "arguments": {}, "scopes": ["s:b"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="s:a s:b"
operation-with-base-scopes | 403 | WWW-Authenticate: Bearer scope="s:b s:a""#,
            "the challenge of every operation names the scopes of all",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let all: BTreeSet<&str> = seen
        .head
        .facts
        .declared
        .operations
        .iter()
        .flat_map(|operation| operation.scopes.iter().map(String::as_str))
        .collect();
    let mut challenged = Vec::new();
    for refused in super::with_control(seen, WITH_BASE)? {
        let named = bearer(&refused).and_then(|found| found.parameter("scope").map(str::to_owned));
        challenged.extend(named.map(|named| (refused, named)));
    }
    if challenged.len() < 2 || all.len() < 2 {
        return Err(absent(
            seen,
            "fewer than two operations with scopes of their own were refused with a challenge that names scopes",
        ));
    }
    let names_all = |named: &str| {
        let named: BTreeSet<&str> = named.split(' ').collect();
        all.is_subset(&named)
    };
    let every = challenged.iter().all(|(_, named)| names_all(named));
    challenged[0].0.advise(!every, || {
        "the challenge of every operation names the scopes of all".to_owned()
    })
}

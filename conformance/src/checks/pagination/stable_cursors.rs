use std::collections::BTreeMap;

use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::features::{ALIVE, ALL_LISTS, LISTS, List, PAGE_AGAIN};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "pagination.stable-cursors",
    requirements: &["PAGE-STABLE-CURSORS"],
    summary: "a cursor gives the same page again",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Let a cursor stand for a place in the list, in an order that does not change, and not for a walk that goes on.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"c"}}
            tools-page | sent {"method":"tools/list","params":{"cursor":"c"}} | 200 | {"id":1,"result":{"tools":[{"name":"b"}]}}
            page-again | sent {"method":"tools/list","params":{"cursor":"c"}} | 200 | {"id":1,"result":{"tools":[{"name":"b"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"c"}}
            tools-page | sent {"method":"tools/list","params":{"cursor":"c"}} | 200 | {"id":1,"result":{"tools":[{"name":"b"}]}}
            page-again | sent {"method":"tools/list","params":{"cursor":"c"}} | 200 | {"id":1,"result":{"tools":[]}}"#,
            "a cursor of tools/list gives another page the second time",
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"c"}}
            tools-page | sent {"method":"tools/list","params":{"cursor":"c"}} | 200 | {"id":1,"result":{"tools":[{"name":"b"}]}}
            page-again | sent {"method":"tools/list","params":{"cursor":"c"}} | 400 | error -32602"#,
            "a cursor of tools/list is good once: then it got 400 with error -32602",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut compared = 0;
    for list in ALL_LISTS {
        let mut firsts: Vec<_> = seen
            .exchanges(list.first)
            .filter_map(|reply| names(&reply, list))
            .collect();
        firsts.dedup();
        let pages: BTreeMap<String, Vec<Value>> = seen
            .exchanges(list.page)
            .filter_map(|reply| Some((cursor_of(&reply), names(&reply, list)?)))
            .collect();
        let again = seen
            .exchanges(PAGE_AGAIN)
            .filter(|reply| reply.sent_method().as_deref() == Some(list.method));
        for reply in again {
            let Some(page) = pages.get(&cursor_of(&reply)) else {
                continue;
            };
            if firsts.len() > 1 {
                return Err(Verdict::inconclusive(format!(
                    "{} changed in the meantime",
                    list.method
                )));
            }
            reply.answered()?;
            reply.advise(!reply.is_refused(), || {
                format!(
                    "a cursor of {} is good once: then it got {}",
                    list.method,
                    reply.describe()
                )
            })?;
            let Some(names) = names(&reply, list) else {
                return Err(Verdict::inconclusive(format!(
                    "{} got {}",
                    list.method,
                    reply.describe()
                )));
            };
            compared += 1;
            reply.advise(names == *page, || {
                format!("a cursor of {} gives another page the second time", list.method)
            })?;
        }
    }
    match compared {
        0 => Err(absent(seen, "no list has a second page")),
        _ => Ok(()),
    }
}

fn cursor_of(reply: &Reply<'_>) -> String {
    let sent = reply.sent_message().value.as_ref();
    sent.map(|sent| sent["params"]["cursor"].to_string())
        .unwrap_or_default()
}

/// What the items of a page are called, in order.
fn names(reply: &Reply<'_>, list: &List) -> Option<Vec<Value>> {
    let items = reply.result().filter(|_| reply.is_served())?[list.member].as_array()?;
    let name = |item: &Value| {
        ["uri", "uriTemplate", "name"]
            .into_iter()
            .find_map(|key| item.get(key).cloned())
    };
    Some(items.iter().filter_map(name).collect())
}

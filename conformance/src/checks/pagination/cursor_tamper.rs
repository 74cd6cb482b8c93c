use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::pagination::pages;
use crate::probes::features::{ALIVE, ALL_LISTS, LISTS, List, TAMPERED};
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "pagination.cursor-tamper",
    requirements: &["PAGE-CURSOR-TAMPER"],
    summary: "an altered cursor shows nothing that the list does not have",
    severity: Severity::High,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Sign cursors, or hold what they decode to against what the list may show; answer -32602 to the rest.",
    classes: &["CWE-20", "CWE-565"],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"x"}}
            tools-page | 200 | {"id":1,"result":{"tools":[{"name":"b"}]}}
            tampered-cursor | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"x"}}
            tools-page | 200 | {"id":1,"result":{"tools":[{"name":"b"}]}}
            tampered-cursor | 200 | {"id":1,"result":{"tools":[{"name":"secret"}]}}"#,
            "tools/list shows \"secret\" to an altered cursor, and to no other",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut tried = 0;
    for reply in seen.exchanges(TAMPERED) {
        let method = reply.sent_method();
        let list = ALL_LISTS
            .into_iter()
            .find(|list| Some(list.method) == method.as_deref());
        // What an example does not say is the first list.
        let list = list.unwrap_or(ALL_LISTS[0]);
        reply.answered()?;
        tried += 1;
        let known: Vec<Value> = pages(seen, list)
            .flat_map(|(_, page)| items(&page, list))
            .collect();
        let walked = seen
            .exchanges(list.first)
            .take(1)
            .chain(seen.exchanges(list.page));
        let is_whole = walked.last().is_some_and(|last| {
            let result = last.result().filter(|_| last.is_served());
            result.is_some_and(|result| !result["nextCursor"].is_string())
        });
        if reply.is_served() && !is_whole {
            let why = format!("{} was not read to its end", list.method);
            return Err(Verdict::inconclusive(why));
        }
        let found = reply.result().filter(|_| reply.is_served()).unwrap_or_default();
        let foreign = items(found, list).into_iter().find(|item| !known.contains(item));
        reply.require(foreign.is_none(), || {
            let item = foreign.unwrap_or_default();
            format!(
                "{} shows {item} to an altered cursor, and to no other",
                list.method
            )
        })?;
        if !reply.is_served() && !reply.is_refused() {
            return Err(Verdict::inconclusive(format!(
                "an altered cursor got {}",
                Reply::describe(&reply)
            )));
        }
    }
    if tried == 0 {
        return Err(Verdict::not_applicable("no list comes in pages"));
    }
    Ok(())
}

/// What names the items of a page.
fn items(page: &Value, list: &List) -> Vec<Value> {
    let items = page[list.member].as_array().into_iter().flatten();
    let name = |item: &Value| {
        ["uri", "uriTemplate", "name"]
            .iter()
            .find_map(|key| item.get(*key).cloned())
    };
    items.filter_map(name).collect()
}

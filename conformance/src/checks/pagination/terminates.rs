use std::collections::BTreeSet;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::{ALIVE, ALL_LISTS, LISTS, PAGES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "pagination.terminates",
    requirements: &["PAGE-TERMINATES"],
    summary: "following the cursors of a list comes to an end",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Leave nextCursor out of the last page, and never issue a cursor for the page that it stands on.",
    classes: &["CWE-835"],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[],"nextCursor":"b"}}
            tools-page | 200 | {"id":1,"result":{"tools":[]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[],"nextCursor":"b"}}
            tools-page | 200 | {"id":1,"result":{"tools":[],"nextCursor":"b"}}"#,
            "a page of tools/list names a cursor that an earlier one named",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut followed = 0;
    for list in ALL_LISTS {
        let mut cursors = BTreeSet::new();
        // The first page alone is asked for again at the end.
        let walk = seen
            .exchanges(list.first)
            .take(1)
            .chain(seen.exchanges(list.page));
        for reply in walk.filter(crate::transcript::Reply::is_served) {
            followed += usize::from(reply.label == list.page);
            let next = reply
                .result()
                .and_then(|result| result["nextCursor"].as_str().map(str::to_owned));
            let fresh = next.is_none_or(|next| cursors.insert(next));
            reply.require(fresh, || {
                format!(
                    "a page of {} names a cursor that an earlier one named",
                    list.method
                )
            })?;
        }
        if cursors.len() > PAGES {
            return Err(Verdict::inconclusive(format!(
                "{} has more pages than are asked for",
                list.method
            )));
        }
    }
    if followed == 0 {
        return Err(Verdict::not_applicable("no list has a second page"));
    }
    Ok(())
}

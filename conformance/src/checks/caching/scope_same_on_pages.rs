use super::results;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::versioning::DISCOVERY;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "caching.scope-same-on-pages",
    requirements: &["CACHE-SCOPE-SAME-ON-PAGES"],
    summary: "all pages of a list have the same cacheScope",
    severity: Severity::Medium,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "Choose the scope for the list, not for the page.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
cacheable | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"public","nextCursor":"x"}}
cacheable | sent {"method":"tools/list","params":{"cursor":"x"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"public"}}"#,
        ),
        fails(
            r#"served | 200 | ok
cacheable | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"public","nextCursor":"x"}}
cacheable | sent {"method":"tools/list","params":{"cursor":"x"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"private"}}"#,
            r#"cacheScope of tools/list is "public" and, on the next page, "private""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let results = results(seen)?;
    let mut paged = false;
    for pair in results.windows(2) {
        let [(_, _, before), (reply, method, after)] = pair else {
            continue;
        };
        // Pages were asked for one after the other.
        if reply
            .sent_message()
            .member("params")
            .is_some_and(|params| params.get("cursor").is_some())
        {
            let (before, after) = (&before["cacheScope"], &after["cacheScope"]);
            reply.require(before == after, || {
                format!("cacheScope of {method} is {before} and, on the next page, {after}")
            })?;
            paged = true;
        }
    }
    if paged {
        Ok(())
    } else {
        Err(absent(seen, "no list has several pages"))
    }
}

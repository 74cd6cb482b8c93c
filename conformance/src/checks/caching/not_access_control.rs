use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::per_user::seen::{self as per_user, NOTHING_PRIVATE};
use crate::probes::per_user::{FIRST_LISTS, PER_USER};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "caching.not-access-control",
    requirements: &["CACHE-NOT-ACCESS-CONTROL"],
    summary: "an item is not kept from other users by the cache scope of its list alone",
    severity: Severity::Critical,
    probe: &PER_USER,
    needs: &[],
    judge,
    remedy: "Check who asks when an item is used: `cacheScope` tells caches what to keep, and no client what it may do.",
    classes: &["CWE-862", "LLM02:2025"],
    examples: &[
        passes(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-lists | 200 | {"id":1,"result":{"cacheScope":"private","resources":[{"uri":"u"}]}} | sent {"method":"resources/list"}
second-user-lists | 200 | {"id":1,"result":{"cacheScope":"private","resources":[]}} | sent {"method":"resources/list"}
first-user-uses | 200 | {"id":1,"result":{"cacheScope":"private","contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read","params":{"uri":"u"}}
second-user-uses | 400 | error -32602 | sent {"method":"resources/read"}"#,
        ),
        fails(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-lists | 200 | {"id":1,"result":{"cacheScope":"private","resources":[{"uri":"u"}]}} | sent {"method":"resources/list"}
second-user-lists | 200 | {"id":1,"result":{"cacheScope":"private","resources":[]}} | sent {"method":"resources/list"}
first-user-uses | 200 | {"id":1,"result":{"cacheScope":"private","contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read","params":{"uri":"u"}}
second-user-uses | 200 | {"id":1,"result":{"contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read"}"#,
            "served \"resources/read\" of an item from a private list to another user",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let used = per_user::used(seen)?;
    let is_private = |page: &Reply<'_>| {
        page.result()
            .is_some_and(|result| result["cacheScope"] == "private")
    };
    let lists: Vec<String> = seen
        .exchanges(FIRST_LISTS)
        .filter(is_private)
        .filter_map(|page| page.sent_method())
        .filter(|method| per_user::private_names(seen, method).is_some_and(|names| !names.is_empty()))
        .collect();
    if lists.is_empty() {
        let why = format!("{NOTHING_PRIVATE} by a list that is marked private");
        return Err(Verdict::not_applicable(why));
    }
    let mut compared = false;
    for item in used {
        let method = &item.method;
        // `resources/read` uses what `resources/list` lists, and so on.
        let kind = method.split('/').next().unwrap_or_default();
        if !lists.iter().any(|list| list.starts_with(kind)) {
            continue;
        }
        item.kept(|| format!("served {method:?} of an item from a private list to another user"))?;
        compared = true;
    }
    if compared {
        Ok(())
    } else {
        Err(absent(
            seen,
            "nothing from a list that is marked private was used",
        ))
    }
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::per_user::seen::{self as per_user, NOTHING_PRIVATE};
use crate::probes::per_user::{FIRST, FIRST_LISTS, PER_USER, SECOND, SECOND_WITH_CURSOR};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "pagination.cursor-other-principal",
    requirements: &["PAGE-CURSOR-OTHER-PRINCIPAL"],
    summary: "another user's cursor shows nothing that is listed for that user alone",
    severity: Severity::Critical,
    probe: &PER_USER,
    needs: &[],
    judge,
    remedy: "Take who asks from the token of each request, and nothing but a position from the cursor.",
    classes: &["CWE-639", "MCP07:2025", "LLM02:2025"],
    examples: &[
        passes(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"p"}],"nextCursor":"c"}} | sent {"method":"resources/list"}
first-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"u"}]}} | sent {"method":"resources/list","params":{"cursor":"c"}}
second-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"p"}]}} | sent {"method":"resources/list"}
second-user-with-first-cursor | 200 | {"id":1,"result":{"resources":[]}} | sent {"method":"resources/list","params":{"cursor":"c"}}"#,
        ),
        passes(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"p"}],"nextCursor":"c"}} | sent {"method":"resources/list"}
first-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"u"}]}} | sent {"method":"resources/list","params":{"cursor":"c"}}
second-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"p"}]}} | sent {"method":"resources/list"}
second-user-with-first-cursor | 200 | error -32602 | sent {"method":"resources/list","params":{"cursor":"c"}}"#,
        ),
        fails(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"p"}],"nextCursor":"c"}} | sent {"method":"resources/list"}
first-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"u"}]}} | sent {"method":"resources/list","params":{"cursor":"c"}}
second-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"p"}]}} | sent {"method":"resources/list"}
second-user-with-first-cursor | 200 | {"id":1,"result":{"resources":[{"uri":"u"}]}} | sent {"method":"resources/list","params":{"cursor":"c"}}"#,
            "\"resources/list\" with another user's cursor shows an item of that user's",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(FIRST)?;
    seen.control(SECOND)?;
    let mut compared = false;
    for page in seen.exchanges(SECOND_WITH_CURSOR) {
        page.answered()?;
        let method = page.sent_method().unwrap_or_default();
        let Some(private) = per_user::private_names(seen, &method) else {
            let why = format!("{method} was not served to its end to both users");
            return Err(Verdict::inconclusive(why));
        };
        let cursor = per_user::cursor(&page);
        let leads_to_private = |own: Reply<'_>| {
            let is_same = own.sent_method().unwrap_or_default() == method && per_user::cursor(&own) == cursor;
            is_same && !per_user::names(&own).is_disjoint(&private)
        };
        if !seen.exchanges(FIRST_LISTS).any(leads_to_private) {
            continue;
        }
        page.require(per_user::names(&page).is_disjoint(&private), || {
            format!("{method:?} with another user's cursor shows an item of that user's")
        })?;
        if !page.is_denied() && !page.is_served() {
            return Err(Verdict::inconclusive(format!("{method} got {}", page.describe())));
        }
        compared = true;
    }
    if compared {
        Ok(())
    } else {
        Err(absent(
            seen,
            &format!("{NOTHING_PRIVATE} on a further page of a list"),
        ))
    }
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::per_user::seen::{self as per_user, NOTHING_PRIVATE};
use crate::probes::per_user::{FIRST, PER_USER, SECOND, SECOND_WITH_CURSOR};
use crate::transcript::Transcript;

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
first-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"u"}]}} | sent {"method":"resources/list"}
second-user-lists | 200 | {"id":1,"result":{"resources":[]}} | sent {"method":"resources/list"}
second-user-with-first-cursor | 200 | {"id":1,"result":{"resources":[]}} | sent {"method":"resources/list"}"#,
        ),
        passes(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"u"}]}} | sent {"method":"resources/list"}
second-user-lists | 200 | {"id":1,"result":{"resources":[]}} | sent {"method":"resources/list"}
second-user-with-first-cursor | 200 | error -32602 | sent {"method":"resources/list"}"#,
        ),
        fails(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-lists | 200 | {"id":1,"result":{"resources":[{"uri":"u"}]}} | sent {"method":"resources/list"}
second-user-lists | 200 | {"id":1,"result":{"resources":[]}} | sent {"method":"resources/list"}
second-user-with-first-cursor | 200 | {"id":1,"result":{"resources":[{"uri":"u"}]}} | sent {"method":"resources/list"}"#,
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
        let private = per_user::private_names(seen, &method);
        if private.is_empty() {
            continue;
        }
        page.require(per_user::names(&page).is_disjoint(&private), || {
            format!("{method:?} with another user's cursor shows an item of that user's")
        })?;
        if !page.is_refused() && !page.is_served() {
            return Err(Verdict::inconclusive(format!("{method} got {}", page.describe())));
        }
        compared = true;
    }
    if compared {
        Ok(())
    } else {
        Err(absent(
            seen,
            &format!("{NOTHING_PRIVATE} by a list of more than one page"),
        ))
    }
}

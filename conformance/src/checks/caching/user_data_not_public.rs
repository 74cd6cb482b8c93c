use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::per_user::PER_USER;
use crate::probes::per_user::seen as per_user;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "caching.user-data-not-public",
    requirements: &["CACHE-PUBLIC-USER-DATA"],
    summary: "what one user alone may read is not marked public",
    severity: Severity::Critical,
    probe: &PER_USER,
    needs: &[],
    judge,
    remedy: "Mark the result of resources/read `private` where the resource belongs to a user: a shared cache would hand it to everybody.",
    classes: &["CWE-524", "LLM02:2025"],
    examples: &[
        passes(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-uses | 200 | {"id":1,"result":{"cacheScope":"private","contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read"}
second-user-uses | 400 | error -32602 | sent {"method":"resources/read"}"#,
        ),
        fails(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-uses | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read"}
second-user-uses | 400 | error -32602 | sent {"method":"resources/read"}"#,
            "marked public what it refuses to another user",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut refused = per_user::read(seen)?;
    // What another user can read as well is no user's own.
    refused.retain(|item| item.others.is_denied());
    if refused.is_empty() {
        return Err(absent(
            seen,
            "no resource was read to one user and refused to another",
        ));
    }
    for item in refused {
        let scope = item.own.result().map(|result| result["cacheScope"].clone());
        item.own
            .require(scope.is_none_or(|scope| scope != "public"), || {
                "marked public what it refuses to another user".to_owned()
            })?;
    }
    Ok(())
}

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::per_user::PER_USER;
use crate::probes::per_user::seen as per_user;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.per-primitive-access",
    requirements: &["AUTH-PER-PRIMITIVE-ACCESS"],
    summary: "what is listed for one user alone is of no use to another",
    severity: Severity::Critical,
    probe: &PER_USER,
    needs: &[],
    judge,
    remedy: "Check who asks when an item is used, not only when it is listed.",
    classes: &["CWE-639", "CWE-862", "MCP07:2025", "LLM02:2025"],
    examples: &[
        passes(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-uses | 200 | {"id":1,"result":{"cacheScope":"private","contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read","params":{"uri":"u"}}
second-user-uses | 400 | error -32602"#,
        ),
        fails(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-uses | 200 | {"id":1,"result":{"cacheScope":"private","contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read","params":{"uri":"u"}}
second-user-uses | 200 | {"id":1,"result":{"contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read"}"#,
            "served \"resources/read\" to a user for whom the item is not listed",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for item in per_user::used(seen)? {
        let method = &item.method;
        item.kept(|| format!("served {method:?} to a user for whom the item is not listed"))?;
    }
    Ok(())
}

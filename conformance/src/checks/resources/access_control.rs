use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::per_user::PER_USER;
use crate::probes::per_user::seen as per_user;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.access-control",
    requirements: &["RES-ACCESS-CONTROL"],
    summary: "a resource that is listed for one user alone is not read to another",
    severity: Severity::Critical,
    probe: &PER_USER,
    needs: &[],
    judge,
    remedy: "Look up who owns a resource, and compare it with the subject of the token, before it is read.",
    classes: &["CWE-639", "CWE-862", "MCP07:2025", "LLM02:2025"],
    examples: &[
        passes(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-uses | 200 | {"id":1,"result":{"cacheScope":"private","contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read","params":{"uri":"u"}}
second-user-uses | 400 | error -32602 | sent {"method":"resources/read"}"#,
        ),
        fails(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-uses | 200 | {"id":1,"result":{"cacheScope":"private","contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read","params":{"uri":"u"}}
second-user-uses | 200 | {"id":1,"result":{"contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read"}"#,
            "read a resource to a user for whom it is not listed",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for item in per_user::read(seen)? {
        item.kept(|| "read a resource to a user for whom it is not listed".to_owned())?;
    }
    Ok(())
}

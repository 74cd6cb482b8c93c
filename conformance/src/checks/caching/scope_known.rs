use super::results;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::versioning::DISCOVERY;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "caching.scope-known",
    requirements: &["CACHE-SCOPE-ENUM"],
    summary: "cacheScope is public or private",
    severity: Severity::Medium,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "Use the words `public` and `private`, in lower case.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
cacheable | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"private"}}"#,
        ),
        fails(
            r#"served | 200 | ok
cacheable | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"shared"}}"#,
            r#"cacheScope of tools/list is "shared""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut given = false;
    for (reply, method, result) in results(seen)? {
        let Some(scope) = result.get("cacheScope") else {
            continue;
        };
        reply.require(scope == "public" || scope == "private", || {
            format!("cacheScope of {method} is {scope}")
        })?;
        given = true;
    }
    if given {
        Ok(())
    } else {
        Err(absent(seen, "no result carries cacheScope"))
    }
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::lifecycle::{INITIALIZE, LIFECYCLE};
use crate::revision::Revision;
use crate::transcript::Transcript;
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "lifecycle.server-info",
    requirements: &["LIFE-INIT-SERVERINFO-SHAPE"],
    summary: "serverInfo names the server and its version",
    severity: Severity::Low,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Give serverInfo a name and a version, both strings.",
    classes: &[],
    examples: &[
        passes(
            r#"initialize | 200 | {"jsonrpc":"2.0","id":1,"result":{"serverInfo":{"name":"s","version":"1","title":"S"}}}"#,
        ),
        fails(
            r#"initialize | 200 | {"jsonrpc":"2.0","id":1,"result":{"serverInfo":{"name":"s","version":1}}}"#,
            "the version in serverInfo is no string",
        ),
        fails(
            r#"initialize | 200 | {"jsonrpc":"2.0","id":1,"result":{"serverInfo":{"name":"s","version":"1","icons":{}}}}"#,
            "the icons in serverInfo are no array",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let reply = seen.reply(INITIALIZE)?;
    let info = reply.result().unwrap_or_default()["serverInfo"].clone();
    if !info.is_object() {
        return Err(Verdict::not_applicable("the initialize result has no serverInfo"));
    }
    for name in ["name", "version"] {
        reply.require(info[name].is_string(), || {
            format!("the {name} in serverInfo is no string")
        })?;
    }
    // What a revision does not know is a member of the target's own.
    let revision = seen.head.cell.revision;
    let known = [
        ("title", Revision::V2025_06_18),
        ("description", Revision::V2025_11_25),
        ("websiteUrl", Revision::V2025_11_25),
    ];
    for (name, _) in known.into_iter().filter(|(_, since)| *since <= revision) {
        let member = info.get(name);
        reply.require(member.is_none_or(Value::is_string), || {
            format!("the {name} in serverInfo is no string")
        })?;
    }
    let icons = info.get("icons").filter(|_| revision >= Revision::V2025_11_25);
    reply.require(icons.is_none_or(Value::is_array), || {
        "the icons in serverInfo are no array".to_owned()
    })
}

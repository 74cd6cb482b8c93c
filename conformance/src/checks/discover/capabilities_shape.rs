use super::discovered;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::versioning::DISCOVERY;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "discover.capabilities-shape",
    requirements: &["DISC-CAPABILITIES-SHAPE"],
    summary: "capabilities are objects and their flags booleans",
    severity: Severity::Medium,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "Declare a capability with an object, empty or with boolean flags.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":{"listChanged":true},"mine":1}}}"#,
        ),
        fails(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":true}}}"#,
            r#"the capability "tools" is true"#,
        ),
        fails(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":{"listChanged":"yes"}}}}"#,
            r#""listChanged" of the capability "tools" is "yes""#,
        ),
    ],
};

const KNOWN: &[&str] = &[
    "experimental",
    "extensions",
    "logging",
    "completions",
    "prompts",
    "resources",
    "tools",
];

fn judge(seen: &Transcript) -> Judgement {
    let (reply, result) = discovered(seen)?;
    let Some(capabilities) = result["capabilities"].as_object() else {
        return Err(Verdict::inconclusive("discovery has no object of capabilities"));
    };
    for (name, value) in capabilities
        .iter()
        .filter(|(name, _)| KNOWN.contains(&name.as_str()))
    {
        let Some(members) = value.as_object() else {
            return reply.require(false, || format!("the capability {name:?} is {value}"));
        };
        let open = matches!(name.as_str(), "experimental" | "extensions");
        for (member, value) in members {
            let flag = matches!(member.as_str(), "listChanged" | "subscribe") && !open;
            let held = (!flag || value.is_boolean()) && (!open || value.is_object());
            reply.require(held, || {
                format!("{member:?} of the capability {name:?} is {value}")
            })?;
        }
    }
    Ok(())
}

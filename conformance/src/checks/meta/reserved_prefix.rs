use super::keys;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.reserved-prefix",
    requirements: &["META-RESERVED-PREFIX"],
    summary: "the server invents no keys under reserved prefixes",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Put keys of your own under a prefix of your own domain.",
    classes: &[],
    examples: &[
        passes(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"io.modelcontextprotocol/serverInfo":{},"com.example.mcp/x":1}}}"#,
        ),
        fails(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"io.modelcontextprotocol/acme-cost":1}}}"#,
            r#""io.modelcontextprotocol/acme-cost" is reserved and not defined"#,
        ),
    ],
};

/// What the core protocol and the official extensions define.
const DEFINED: &[&str] = &[
    "protocolVersion",
    "clientInfo",
    "clientCapabilities",
    "logLevel",
    "subscriptionId",
    "serverInfo",
    "related-task",
    "tasks",
    "ui",
];

fn judge(seen: &Transcript) -> Judgement {
    for (reply, key) in keys(seen)? {
        let Some((prefix, name)) = key.rsplit_once('/') else {
            continue;
        };
        let reserved = prefix
            .split('.')
            .nth(1)
            .is_some_and(|label| ["modelcontextprotocol", "mcp"].contains(&label));
        let defined = prefix == "io.modelcontextprotocol" && DEFINED.contains(&name);
        reply.require(!reserved || defined, || {
            format!("the _meta key {key:?} is reserved and not defined")
        })?;
    }
    Ok(())
}

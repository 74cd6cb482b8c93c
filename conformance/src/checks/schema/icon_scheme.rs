use serde_json::Value;
use url::{Host, Url};

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::{brief, for_all};
use crate::checks::within;
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "schema.icon-scheme",
    requirements: &["ICON-URI-SCHEME"],
    summary: "icons are https or data URIs",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Give icons as https URLs or data URIs.",
    classes: &["CWE-79"],
    examples: &[
        passes(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","icons":[{"src":"https://a.example/i.png"},{"src":"data:image/png;base64,AA=="}]}]}}"#,
        ),
        fails(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a","icons":[{"src":"javascript:alert(1)"}]}]}}"#,
            r#"an icon has the source "javascript:alert(1)""#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"io.modelcontextprotocol/serverInfo":{"icons":[{"src":"file:///etc/i.png"}]}}}}"#,
            r#"an icon has the source "file:///etc/i.png""#,
        ),
    ],
};

/// A script is a failure; other schemes are a warning.
fn judge(seen: &Transcript) -> Judgement {
    let plain_http = seen.head.cell.revision.is_modern();
    for_all(
        seen,
        "icon",
        |_, message| !sources(message).is_empty(),
        |reply, message| {
            for source in sources(message) {
                let says = || format!("an icon has the source {}", brief(source));
                let url = source.as_str().and_then(|text| Url::parse(text).ok());
                let scheme = url.as_ref().map_or("", Url::scheme);
                reply.require(scheme != "javascript", says)?;
                let held = match scheme {
                    "https" | "data" => true,
                    "http" => plain_http || url.as_ref().is_some_and(is_local),
                    _ => false,
                };
                reply.advise(held, says)?;
            }
            Ok(())
        },
    )
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn sources(message: &Message) -> Vec<&Value> {
    let mut found = Vec::new();
    if let Some(result) = message.member("result") {
        within(result, &[], &mut |name, value| {
            if name == "icons" {
                found.extend(
                    value
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(|icon| icon.get("src")),
                );
            }
        });
    }
    found
}

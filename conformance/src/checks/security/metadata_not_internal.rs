use url::{Host, Url};

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::documents;
use crate::probes::authorization::{CALL, METADATA, is_loopback};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "security.metadata-not-internal",
    requirements: &["SEC-METADATA-NO-INTERNAL-URLS"],
    summary: "the metadata sends clients to no internal address",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Give clients addresses that they can and should reach, never those of an internal network.",
    classes: &["CWE-918"],
    examples: &[
        passes(
            r#"good-call | 200 | ok | sent GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"]}"#,
        ),
        passes(
            r#"good-call | 200 | ok | sent GET /mcp HTTP/1.1\r\nHost: mcp.example\r\n\r\n
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["https://login.example"]}"#,
        ),
        fails(
            r#"good-call | 200 | ok | sent GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://169.254.169.254/latest"]}"#,
            "authorization_servers names an internal address",
        ),
        fails(
            r#"good-call | 200 | ok | sent GET /mcp HTTP/1.1\r\nHost: mcp.example\r\n\r\n
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://localhost:9000"]}"#,
            "authorization_servers names an internal address",
        ),
    ],
};

/// What is internal depends on where the target is: one on this machine may name this machine.
fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let call = seen.reply(CALL)?;
    let on_loopback = super::sent_to_loopback(&call);
    let found = documents(seen);
    for (reply, document) in &found {
        for (name, value) in document
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| *name != "resource")
        {
            let items = value
                .as_array()
                .map_or_else(|| vec![value], |items| items.iter().collect());
            let urls = items
                .into_iter()
                .filter_map(|item| Url::parse(item.as_str()?).ok());
            let internal = urls
                .filter(|url| matches!(url.scheme(), "http" | "https"))
                .any(|url| {
                    if is_loopback(&url) {
                        !on_loopback
                    } else {
                        is_internal(&url)
                    }
                });
            reply.advise(!internal, || format!("{name} names an internal address"))?;
        }
    }
    if found.is_empty() {
        Err(Verdict::not_applicable("no metadata was found"))
    } else {
        Ok(())
    }
}

fn is_internal(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let top = name.rsplit_once('.').map(|(_, top)| top);
            top.is_none_or(|top| matches!(top, "internal" | "local"))
        }
        Some(Host::Ipv4(address)) => {
            address.is_private() || address.is_link_local() || address.is_unspecified()
        }
        Some(Host::Ipv6(address)) => {
            let first = address.segments()[0];
            first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80 || address.is_unspecified()
        }
        None => false,
    }
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::documents;
use crate::probes::authorization::is_loopback;
use crate::probes::authorization::{CALL, METADATA};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.metadata-resource",
    requirements: &["AUTH-PRM-RESOURCE-MATCH"],
    summary: "the metadata names this server as the resource",
    severity: Severity::High,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Let `resource` in the metadata be the URL of this MCP server, which clients ask tokens for.",
    classes: &["CWE-345"],
    examples: &[
        passes(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]}",
        ),
        fails(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"https://other.example/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]}",
            "the metadata names another server as the resource",
        ),
        fails(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9\", \"authorization_servers\": [\"http://127.0.0.1:8\"]}",
            "the metadata names this server in another spelling",
        ),
    ],
};

/// The audience that the target file declares is what tokens name, so it is what the metadata should name.
fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let declared = seen
        .head
        .facts
        .authorization
        .as_ref()
        .map(|known| known.audience.as_str())
        .unwrap_or_default();
    let found = documents(seen)
        .into_iter()
        .find_map(|(reply, document)| Some((reply, document["resource"].as_str()?.to_owned())));
    let (reply, resource) =
        found.ok_or_else(|| Verdict::not_applicable("no metadata with a resource was found"))?;
    if resource == declared {
        return Ok(());
    }
    if is_where_it_was_found(seen, &resource) {
        // The audience need not be the address.
        return Ok(());
    }
    let (Ok(named), Ok(ours)) = (url::Url::parse(&resource), url::Url::parse(declared)) else {
        return reply.require(false, || {
            "the metadata names something else than the declared audience as the resource".to_owned()
        });
    };
    let same_host = named.host() == ours.host() || (is_loopback(&named) && is_loopback(&ours));
    let same = same_host && named.port_or_known_default() == ours.port_or_known_default();
    reply.require(same, || {
        "the metadata names another server as the resource".to_owned()
    })?;
    reply.advise(false, || {
        "the metadata names this server in another spelling, or another path of it".to_owned()
    })
}

/// Whether a resource is at the host that it was asked for at.
fn is_where_it_was_found(seen: &Transcript, resource: &str) -> bool {
    let Ok(named) = url::Url::parse(resource) else {
        return false;
    };
    let host = seen.reply(CALL).ok().and_then(|reply| reply.sent_header("host"));
    let asked = host.and_then(|host| url::Url::parse(&format!("{}://{host}", named.scheme())).ok());
    let declared = seen.head.facts.authorization.as_ref();
    let is_address = declared.is_some_and(|known| known.audience.starts_with("http"));
    asked.is_some_and(|asked| {
        let same_host = named.host() == asked.host() || (is_loopback(&named) && is_loopback(&asked));
        !is_address && same_host && named.port_or_known_default() == asked.port_or_known_default()
    })
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::documents;
use crate::probes::authorization::is_loopback;
use crate::probes::authorization::{CALL, METADATA};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.metadata-servers",
    requirements: &["AUTH-PRM-AS-LISTED"],
    summary: "the metadata names at least one authorization server",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "List the issuers of accepted tokens in `authorization_servers`, as absolute https URLs.",
    classes: &[],
    examples: &[
        passes(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]}",
        ),
        fails(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\"}",
            "the metadata lists no authorization server",
        ),
        fails(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://as.example\"]}",
            "an authorization server in the metadata is no https URL",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let Some((reply, document)) = documents(seen).into_iter().next() else {
        return Err(Verdict::not_applicable("no metadata was found"));
    };
    let servers = document["authorization_servers"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    reply.require(!servers.is_empty(), || {
        "the metadata lists no authorization server".to_owned()
    })?;
    let usable = |server: &serde_json::Value| {
        let url = server.as_str().and_then(|server| url::Url::parse(server).ok());
        url.is_some_and(|url| url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url)))
    };
    reply.require(servers.iter().all(usable), || {
        "an authorization server in the metadata is no https URL".to_owned()
    })
}

use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::documents;
use crate::probes::authorization::{AT_ROOT, CALL, METADATA};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "authorization.metadata-consistent",
    requirements: &["AUTH-PRM-CONSISTENT"],
    summary: "metadata found in different ways agrees",
    severity: Severity::Low,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Serve the same metadata at every place where a client finds it.",
    classes: &[],
    examples: &[
        passes(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]} | sent GET /a HTTP/1.1\nmetadata-at-root | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]} | sent GET /b HTTP/1.1",
        ),
        fails(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]} | sent GET /a HTTP/1.1\nmetadata-at-root | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"https://as.example\"]} | sent GET /b HTTP/1.1",
            "authorization_servers differs between",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let found = documents(seen);
    let Some((first, expected)) = found.first() else {
        return Err(Verdict::not_applicable("no metadata was found"));
    };
    // The document at the root is that of the whole origin where it says so (RFC 9728, section 3.3).
    let is_of_origin = |reply: &Reply<'_>, document: &Value| {
        reply.label == AT_ROOT && names_an_origin(document) && !names_an_origin(expected)
    };
    let mut others = found
        .iter()
        .filter(|(reply, document)| reply.sent != first.sent && !is_of_origin(reply, document))
        .peekable();
    if others.peek().is_none() {
        return Err(Verdict::not_applicable("the metadata is at one place only"));
    }
    for (reply, document) in others {
        for name in ["resource", "authorization_servers"] {
            let same = document[name] == expected[name];
            reply.advise(same, || {
                format!("{name} differs between the places where metadata is found")
            })?;
        }
    }
    Ok(())
}

fn names_an_origin(document: &Value) -> bool {
    let resource = document["resource"].as_str();
    resource
        .and_then(|resource| url::Url::parse(resource).ok())
        .is_some_and(|url| url.path() == "/")
}

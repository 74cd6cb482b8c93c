use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::documents;
use crate::probes::authorization::{AT_PATH, AT_ROOT, CALL, METADATA, NAMED, NAMED_ELSEWHERE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.metadata-document",
    requirements: &["AUTH-PRM-DOCUMENT"],
    summary: "the metadata is JSON that names the resource, and needs no token",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Serve the metadata to everybody as application/json, with a string `resource`.",
    classes: &[],
    examples: &[
        passes(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]}\nmetadata-at-root | 404",
        ),
        fails(
            "good-call | 200 | ok\nmetadata-at-path | 401\nmetadata-at-root | 404",
            "the place of the metadata answered 401",
        ),
        fails(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"authorization_servers\": []}\nmetadata-at-root | 404",
            "the metadata names no resource",
        ),
        fails(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: text/html | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]}\nmetadata-at-root | 404",
            "the metadata is of the type \"text/html\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    if let Some((reply, document)) = documents(seen).into_iter().next() {
        let kind = reply.media_type();
        let is_json = kind == "application/json" || kind.ends_with("+json");
        reply.require(is_json, || format!("the metadata is of the type {kind:?}"))?;
        return reply.require(document["resource"].is_string(), || {
            "the metadata names no resource".to_owned()
        });
    }
    if seen.note(NAMED_ELSEWHERE).is_some() {
        return Err(Verdict::inconclusive(
            "the challenge names an address on another origin, where we do not look",
        ));
    }
    for reply in [NAMED, AT_PATH, AT_ROOT]
        .into_iter()
        .filter_map(|label| seen.exchanges(label).next())
    {
        let guarded = matches!(reply.status(), 200 | 401 | 403);
        reply.require(!guarded, || {
            format!(
                "the place of the metadata answered {}, without metadata",
                reply.describe()
            )
        })?;
    }
    Err(Verdict::not_applicable("no metadata was found"))
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::documents;
use crate::probes::authorization::{AT_PATH, AT_ROOT, CALL, METADATA, NAMED, NAMED_ELSEWHERE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.metadata-discoverable",
    requirements: &["AUTH-PRM-DISCOVERABLE"],
    summary: "the metadata of the protected resource can be found",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Serve the RFC 9728 document below /.well-known/oauth-protected-resource, and name its URL in the challenge.",
    classes: &[],
    examples: &[
        passes(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]}\nmetadata-at-root | 404",
        ),
        fails(
            "good-call | 200 | ok\nmetadata-at-path | 404\nmetadata-at-root | 404",
            "the metadata is at none of the places where a client looks",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    if !documents(seen).is_empty() {
        return Ok(());
    }
    if seen.note(NAMED_ELSEWHERE).is_some() {
        return Err(Verdict::inconclusive(
            "the challenge names an address on another origin, where we do not look",
        ));
    }
    for reply in [NAMED, AT_PATH]
        .into_iter()
        .filter_map(|label| seen.exchanges(label).next())
    {
        reply.answered()?;
    }
    seen.reply(AT_ROOT)?.require(false, || {
        "the metadata is at none of the places where a client looks".to_owned()
    })
}

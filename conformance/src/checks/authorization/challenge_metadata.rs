use crate::challenge::bearer;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::document;
use crate::probes::authorization::{CALL, CALL_BARE, METADATA, NAMED, NAMED_ELSEWHERE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.challenge-metadata",
    requirements: &["AUTH-CHALLENGE-RESOURCE-METADATA", "AUTH-PRM-DISCOVERABLE"],
    summary: "the metadata address in the challenge leads to the metadata",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Let `resource_metadata` in the challenge be the URL at which the metadata is served.",
    classes: &[],
    examples: &[
        passes(
            "good-call | 200 | ok\ncall-without-token | 401 | WWW-Authenticate: Bearer resource_metadata=\"http://127.0.0.1:9/x\"\nmetadata-in-challenge | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]}",
        ),
        fails(
            "good-call | 200 | ok\ncall-without-token | 401 | WWW-Authenticate: Bearer resource_metadata=\"http://127.0.0.1:9/x\"\nmetadata-in-challenge | 404",
            "the address in the challenge answered 404",
        ),
    ],
};

/// A challenge without an address is well where a well-known one exists: authorization.metadata-discoverable.
fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let refused = seen.reply(CALL_BARE)?;
    if bearer(&refused).is_none_or(|found| found.parameter("resource_metadata").is_none()) {
        return Err(Verdict::not_applicable(
            "the challenge names no address of metadata",
        ));
    }
    if seen.note(NAMED_ELSEWHERE).is_some() {
        return Err(Verdict::inconclusive(
            "the challenge names an address on another origin, where we do not look",
        ));
    }
    let reply = seen.reply(NAMED)?;
    reply.require(document(&reply).is_some(), || {
        format!(
            "the address in the challenge answered {}, without metadata",
            reply.describe()
        )
    })
}

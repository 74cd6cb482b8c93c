use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumed_calls::{LEFT, LIVE, RESUME_LIVE, RESUME_TWICE, RESUMED_CALLS, WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.no-duplicate-live",
    requirements: &["RESUME-NO-DUPLICATE-LIVE"],
    summary: "a message that comes after a stream was resumed is sent on one connection",
    severity: Severity::Medium,
    probe: &RESUMED_CALLS,
    needs: &[],
    judge,
    remedy: "Let the newest connection of a stream take the place of those before it.",
    classes: &[],
    examples: &[
        passes(
            r#"work | 200 | ok
            live | 200 | block id: a1\ndata: {"id":"s1","method":"roots/list"}
            resume-live | no id | 200 | block id: a2\ndata: {"id":1,"result":{}}"#,
        ),
        fails(
            r#"work | 200 | ok
            live | 200 | block id: a1\ndata: {"id":"s1","method":"roots/list"} | block id: a2\ndata: {"id":1,"result":{}}
            resume-live | no id | 200 | block id: a2\ndata: {"id":1,"result":{}}"#,
            "a response was sent on two connections of one stream",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let mut looked = false;
    for (call, connections) in [(LIVE, vec![LIVE, RESUME_LIVE]), (LEFT, RESUME_TWICE.to_vec())] {
        let Some(id) = seen.exchange(call).ok().and_then(|call| call.id.clone()) else {
            continue;
        };
        let open = connections.iter().filter_map(|label| seen.exchange(label).ok());
        let got: Vec<_> = open.filter(|reply| super::answers(reply, &id)).collect();
        looked |= !got.is_empty()
            && seen
                .exchange(connections[1])
                .is_ok_and(|reply| reply.is_success());
        if let Some(reply) = got.get(1) {
            reply.require(false, || {
                "a response was sent on two connections of one stream".to_owned()
            })?;
        }
    }
    if looked {
        return Ok(());
    }
    Err(Verdict::not_applicable(
        "the target does not let running calls be resumed",
    ))
}

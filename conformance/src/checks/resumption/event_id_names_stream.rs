use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumed_calls::{RESUME_TWO, RESUMED_CALLS, TWO, WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.event-id-names-stream",
    requirements: &["RESUME-EVENT-ID-IDENTIFIES-STREAM"],
    summary: "of two calls that were left, each is found again by its own event id",
    severity: Severity::Medium,
    probe: &RESUMED_CALLS,
    needs: &[],
    judge,
    remedy: "Put the stream into the event id, for example `<stream>-<number>`.",
    classes: &[],
    examples: &[
        passes(
            r#"work | 200 | ok
            first-of-two | id 3 | 200 | block id: a1\ndata: {"id":"s1","method":"roots/list"}
            second-of-two | id 4 | 200 | block id: b1\ndata: {"id":"s2","method":"roots/list"}
            resume-first-of-two | no id | 200 | block id: a2\ndata: {"id":3,"result":{}}
            resume-second-of-two | no id | 200 | block id: b2\ndata: {"id":4,"result":{}}"#,
        ),
        fails(
            r#"work | 200 | ok
            first-of-two | id 3 | 200 | block id: 1\ndata: {"id":"s1","method":"roots/list"}
            second-of-two | id 4 | 200 | block id: 1\ndata: {"id":"s2","method":"roots/list"}
            resume-first-of-two | no id | 200 | block id: 2\ndata: {"id":4,"result":{}}
            resume-second-of-two | no id | 200 | block id: 2\ndata: {"id":4,"result":{}}"#,
            "of two calls that were left, resuming one did not bring its own response",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let mut found = Vec::new();
    for (call, resumed) in TWO.iter().zip(RESUME_TWO) {
        let id = seen.exchange(call)?.id.clone().unwrap_or_default();
        let Ok(resumed) = seen.exchange(resumed) else {
            return Err(Verdict::not_applicable("the target gives its events no ids"));
        };
        found.push((super::answers(&resumed, &id), resumed));
    }
    if !found.iter().any(|(own, _)| *own) {
        return Err(Verdict::not_applicable(
            "the target does not let running calls be resumed",
        ));
    }
    for (own, resumed) in &found {
        if !own {
            super::resumed_in_peace(resumed)?;
        }
        resumed.require(*own, || {
            "of two calls that were left, resuming one did not bring its own response".to_owned()
        })?;
    }
    Ok(())
}

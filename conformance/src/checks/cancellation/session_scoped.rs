use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::crossed::{CALL, CANCEL, CANCELLED, CROSSED_CALLS, FIRST_WORKS, KEPT, SECOND_WORKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "cancellation.session-scoped",
    requirements: &["CANCEL-SESSION-SCOPED"],
    summary: "a cancellation ends no call of another session, even one with the same id",
    severity: Severity::High,
    probe: &CROSSED_CALLS,
    needs: &[],
    judge,
    remedy: "Look the request that a cancellation names up among those of its own session.",
    classes: &["CWE-639", "MCP07:2025"],
    examples: &[
        passes(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            call | 200 | event {"id":1,"result":{}}
            kept-call | 200 | event {"id":1,"result":{}}
            cancelled-call | 200
            cancel-in-own-session | no id | 202"#,
        ),
        fails(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            call | 200 | event {"id":1,"result":{}}
            kept-call | 200 | event {"id":"s1","method":"roots/list"}
            cancelled-call | 200
            cancel-in-own-session | no id | 202"#,
            "a call ended without a response when another session cancelled a call with the same id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(FIRST_WORKS)?;
    seen.control(SECOND_WORKS)?;
    if seen.reply(CALL)?.response().is_none() {
        return Err(Verdict::inconclusive(
            "the call that nothing disturbed got no response",
        ));
    }
    seen.exchange(CANCELLED)?;
    seen.reply(CANCEL)?;
    let kept = seen.reply(KEPT)?;
    kept.require(kept.response().is_some(), || {
        "a call ended without a response when another session cancelled a call with the same id".to_owned()
    })
}

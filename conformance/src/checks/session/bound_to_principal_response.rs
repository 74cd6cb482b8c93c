use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::crossed::{
    CALL, CROSSED_CALLS, FIRST_WORKS, FOREIGN_ANSWER, FOREIGN_ANSWER_IN_SESSION, FOREIGN_STRAY, OWN_ANSWER,
    SECOND_WORKS, TAKEN,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.bound-to-principal-response",
    requirements: &["SESSION-BIND-PRINCIPAL-RESPONSE"],
    summary: "another user cannot answer what the server asks a user",
    severity: Severity::Critical,
    probe: &CROSSED_CALLS,
    needs: &[Need::Principals],
    judge,
    remedy: "Keep open questions in the session that they were asked in, and take an answer only from a request of that session and of its user.",
    classes: &["CWE-639", "MCP07:2025"],
    examples: &[
        passes(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            call | 200 | event {"id":1,"result":{}}
            foreign-answer-to-nothing | no id | 202
            foreign-answer | no id | 202
            foreign-answer-in-session | no id | 404
            own-answer | no id | 202"#,
        ),
        fails(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            call | 200 | event {"id":1,"result":{}}
            foreign-answer-to-nothing | no id | 202
            foreign-answer | no id | 202
            note: taken-answer foreign-answer"#,
            "another user's answer, sent in its own session, was taken for the answer of the user who was asked",
        ),
        fails(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            call | 200 | event {"id":1,"result":{}}
            foreign-answer-to-nothing | no id | 202
            foreign-answer | no id | 202
            foreign-answer-in-session | no id | 202
            note: taken-answer foreign-answer-in-session"#,
            "another user's answer, sent in the session of the user who was asked, was taken",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(FIRST_WORKS)?;
    seen.control(SECOND_WORKS)?;
    seen.reply(FOREIGN_STRAY)?;
    let taken = seen.note(TAKEN);
    if taken == Some(FOREIGN_STRAY) {
        return Err(Verdict::inconclusive(
            "the call did not wait for the answer of its client",
        ));
    }
    seen.reply(FOREIGN_ANSWER)?;
    let call = seen.reply(CALL)?;
    call.require(taken != Some(FOREIGN_ANSWER), || {
        "another user's answer, sent in its own session, was taken for the answer of the user who was asked"
            .to_owned()
    })?;
    seen.reply(FOREIGN_ANSWER_IN_SESSION)?;
    call.require(taken.is_none(), || {
        "another user's answer, sent in the session of the user who was asked, was taken".to_owned()
    })?;
    seen.reply(OWN_ANSWER)?;
    if call.response().is_some() {
        return Ok(());
    }
    Err(Verdict::inconclusive(
        "the call did not go on after the answer of its own client",
    ))
}

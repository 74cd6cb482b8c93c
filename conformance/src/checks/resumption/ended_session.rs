use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumed_calls::{
    BEFORE_END, END, ENDED_SESSIONS, RESUME_BEFORE, RESUME_ENDED, RESUME_LATER, WORK,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.ended-session",
    requirements: &["RESUME-UNKNOWN-ID-SAFE"],
    summary: "events of an ended session are replayed to nobody",
    severity: Severity::High,
    probe: &ENDED_SESSIONS,
    needs: &[],
    judge,
    remedy: "Drop the stored events of a session when it ends, and answer 404 to whoever names it.",
    classes: &["CWE-613", "MCP10:2025"],
    examples: &[
        passes(
            r#"before-end | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":1,"result":{}}
            resume-before-end | no id | 200 | block id: a1\ndata: {"id":1,"result":{}}
            delete | no id | 204
            resume-in-ended-session | no id | 404
            resume-in-later-session | no id | 400
            work | 200 | ok"#,
        ),
        fails(
            r#"before-end | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":1,"result":{}}
            resume-before-end | no id | 200 | block id: a1\ndata: {"id":1,"result":{}}
            delete | no id | 204
            resume-in-ended-session | no id | 404
            resume-in-later-session | no id | 200 | block id: a1\ndata: {"id":1,"result":{}}
            work | 200 | ok"#,
            "events of an ended session were replayed in a session opened later",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let before = seen.reply(BEFORE_END)?;
    let id = before.id.clone().unwrap_or_default();
    let Ok(control) = seen.exchange(RESUME_BEFORE) else {
        return Err(Verdict::not_applicable("the target gives its events no ids"));
    };
    if !super::answers(&control, &id) {
        return Err(Verdict::not_applicable(
            "the target replays nothing to who resumes a stream",
        ));
    }
    if !seen.reply(END)?.is_success() {
        return Err(Verdict::not_applicable(
            "the target does not let clients end sessions",
        ));
    }
    for (label, whose) in [
        (RESUME_ENDED, "the ended session itself"),
        (RESUME_LATER, "a session opened later"),
    ] {
        let resumed = seen.exchange(label)?;
        resumed.require(!super::answers(&resumed, &id), || {
            format!("events of an ended session were replayed in {whose}")
        })?;
        resumed.answered()?;
    }
    Ok(())
}

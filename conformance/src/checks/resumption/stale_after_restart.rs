use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumption::{
    AFTER_RESTART, BEFORE_RESTART, LATER, RESTART, RESUME_STALE, RESUME_STALE_ANEW,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.stale-after-restart",
    requirements: &["RESUME-UNKNOWN-ID-SAFE"],
    summary: "an event id from before a restart yields nothing of who came after it",
    severity: Severity::High,
    probe: &RESTART,
    needs: &[],
    judge,
    remedy: "Make event ids that do not repeat with another start, and look them up in the request's own session only.",
    classes: &["CWE-639", "MCP10:2025"],
    examples: &[
        passes(
            r#"before-restart | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            after-restart | id 5 | 200 | block id: b0\ndata: | block id: b1\ndata: {"id":5,"result":{}}
            resume-after-restart | no id | 404
            resume-after-restart-in-new-session | no id | 400
            later | 200 | ok"#,
        ),
        fails(
            r#"before-restart | id 3 | 200 | block id: 0\ndata: | block id: 1\ndata: {"id":3,"result":{}}
            after-restart | id 5 | 200 | block id: 0\ndata: | block id: 1\ndata: {"id":5,"result":{}}
            resume-after-restart | no id | 200 | block id: 1\ndata: {"id":5,"result":{}}
            resume-after-restart-in-new-session | no id | 400
            later | 200 | ok"#,
            "naming an event from before a restart replayed the response of another stream",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let nothing_sent = seen.all_exchanges().next().is_none() && !seen.is_broken_off();
    if nothing_sent {
        return Err(Verdict::not_applicable(
            "the target cannot be started once more, or knows tokens of one start only",
        ));
    }
    seen.control(BEFORE_RESTART)?;
    if !super::has_ids(&seen.reply(BEFORE_RESTART)?) {
        return Err(Verdict::not_applicable("the target gives its events no ids"));
    }
    seen.control(AFTER_RESTART)?;
    let stranger = seen.reply(AFTER_RESTART)?.id.clone().unwrap_or_default();
    for (label, what) in [
        (RESUME_STALE, "naming an event from before a restart"),
        (
            RESUME_STALE_ANEW,
            "naming an event from before a restart in a new session",
        ),
    ] {
        super::holds_none_of(&seen.reply(label)?, &[&stranger], what)?;
    }
    seen.control(LATER)
}

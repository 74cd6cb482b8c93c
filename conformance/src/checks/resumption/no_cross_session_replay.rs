use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::probes::resumption::{OTHER_SESSION, RESUME_ELSEWHERE, RESUMPTION, SECOND};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.no-cross-session-replay",
    requirements: &["RESUME-NO-CROSS-SESSION-REPLAY"],
    summary: "an event id yields nothing in another session",
    severity: Severity::Critical,
    probe: &RESUMPTION,
    needs: &[Need::Sessions],
    judge,
    remedy: "Look Last-Event-ID up among the events of the request's own session only.",
    classes: &["CWE-639", "MCP10:2025"],
    examples: &[
        passes(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | ok
            resume-first | no id | 200 | block id: a1\ndata: {"id":3,"result":{}}
            other-session | id 9 | 200 | ok
            resume-in-other-session | no id | 400
            later | 200 | ok"#,
        ),
        fails(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | ok
            other-session | id 9 | 200 | ok
            resume-in-other-session | no id | 200 | block id: a1\ndata: {"id":3,"result":{}}"#,
            "naming an event in another session of the same user replayed the response of another stream",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let first = super::first_stream(seen)?.id.clone().unwrap_or_default();
    let second = seen.reply(SECOND)?.id.clone().unwrap_or_default();
    seen.control(OTHER_SESSION)?;
    let resumed = seen.reply(RESUME_ELSEWHERE)?;
    super::holds_none_of(
        &resumed,
        &[&first, &second],
        "naming an event in another session of the same user",
    )?;
    super::replayed_stream(seen).map(|_| ())
}

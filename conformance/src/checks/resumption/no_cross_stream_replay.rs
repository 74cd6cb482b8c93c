use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::resumption::{RESUME_FIRST, RESUME_SECOND, RESUMPTION, SECOND};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.no-cross-stream-replay",
    requirements: &["RESUME-NO-CROSS-STREAM-REPLAY", "RESUME-RESPONSE-ON-RESUMED-GET"],
    summary: "resuming a stream replays no message of another stream",
    severity: Severity::Critical,
    probe: &RESUMPTION,
    needs: &[],
    judge,
    remedy: "Store events by stream, find the stream that Last-Event-ID belongs to, and replay that stream's later events only.",
    classes: &["CWE-668", "MCP10:2025"],
    examples: &[
        passes(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | block id: b0\ndata: | block id: b1\ndata: {"id":4,"result":{}}
            resume-first | no id | 200 | block id: a1\ndata: {"id":3,"result":{}}
            resume-second | no id | 200 | block id: b1\ndata: {"id":4,"result":{}}
            later | 200 | ok"#,
        ),
        fails(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | block id: b0\ndata: | block id: b1\ndata: {"id":4,"result":{}}
            resume-first | no id | 200 | block id: a1\ndata: {"id":3,"result":{}} | block id: b1\ndata: {"id":4,"result":{}}"#,
            "resuming the first of two streams replayed the response of another stream",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let first = super::first_stream(seen)?.id.clone().unwrap_or_default();
    seen.control(SECOND)?;
    let second = seen.reply(SECOND)?.id.clone().unwrap_or_default();
    let resumed = seen.reply(RESUME_FIRST)?;
    super::holds_none_of(&resumed, &[&second], "resuming the first of two streams")?;
    if let Ok(resumed) = seen.reply(RESUME_SECOND) {
        super::holds_none_of(&resumed, &[&first], "resuming the second of two streams")?;
    }
    super::replayed_stream(seen).map(|_| ())
}

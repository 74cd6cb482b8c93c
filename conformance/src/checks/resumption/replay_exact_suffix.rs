use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumption::{LATER, RESUME_FIRST, RESUME_LAST, RESUMPTION};
use crate::transcript::{Event, Reply, Transcript};

pub static CHECK: Check = Check {
    id: "resumption.replay-exact-suffix",
    requirements: &["RESUME-REPLAY-EXACT-SUFFIX"],
    summary: "a replay begins after the event that the client names, and misses nothing",
    severity: Severity::Medium,
    probe: &RESUMPTION,
    needs: &[],
    judge,
    remedy: "Replay the events that follow the named one, in order, each once, and not the named one itself.",
    classes: &[],
    examples: &[
        passes(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            resume-first | no id | 200 | block id: a1\ndata: {"id":3,"result":{}}
            resume-last | no id | 200 | Content-Type: text/event-stream
            later | 200 | ok"#,
        ),
        fails(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            resume-first | no id | 200 | block id: a1\ndata: {"id":3,"result":{}}
            resume-last | no id | 200 | block id: a1\ndata: {"id":3,"result":{}}
            later | 200 | ok"#,
            "naming the last event of a stream replayed events of it",
        ),
        fails(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"method":"x"} | block id: a2\ndata: {"id":3,"result":{}}
            resume-first | no id | 200 | block id: a2\ndata: {"id":3,"result":{}}
            resume-last | no id | 200 | Content-Type: text/event-stream
            later | 200 | ok"#,
            "the replay after the first event is not what followed it",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let first = super::first_stream(seen)?;
    let whole = values(&first);
    let named = |event: &Event| event.id.is_some();
    let after_first = first.events.iter().position(named).map_or(0, |at| at + 1);
    let after_last = first.events.iter().rposition(named).map_or(0, |at| at + 1);
    let suffix = data(&first.events[after_first..]);
    let resumed = seen.reply(RESUME_FIRST)?;
    // What belongs to other streams is not this check's business.
    let replay: Vec<Value> = values(&resumed)
        .into_iter()
        .filter(|value| whole.contains(value))
        .collect();
    if replay.is_empty() {
        return Err(Verdict::not_applicable(
            "the target replays nothing to who resumes a stream",
        ));
    }
    resumed.advise(replay == suffix, || {
        "the replay after the first event is not what followed it".to_owned()
    })?;
    let last = seen.reply(RESUME_LAST)?;
    let upto = data(&first.events[..after_last]);
    let again = values(&last).iter().any(|value| upto.contains(value));
    last.advise(!again, || {
        "naming the last event of a stream replayed events of it".to_owned()
    })?;
    seen.control(LATER)
}

fn values(reply: &Reply<'_>) -> Vec<Value> {
    data(&reply.events)
}

fn data(events: &[Event]) -> Vec<Value> {
    let texts = events.iter().map(|event| &event.data);
    texts.filter_map(|data| serde_json::from_str(data).ok()).collect()
}

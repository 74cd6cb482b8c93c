use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::mrtr::once::{AFTER, AFTER_ALL, BEFORE, COMPLETES, ONCE, REPLAYED};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "mrtr.single-use",
    requirements: &["MRTR-SINGLE-USE"],
    summary: "a state that stands for a one-time action is good once",
    severity: Severity::High,
    probe: &ONCE,
    needs: &[],
    judge,
    remedy: "Remember which states were used until they expire, and look there before the action is done.",
    classes: &["CWE-294", "CWE-837"],
    examples: &[
        passes(
            r#"effect-before | 200 | {"id":1,"result":{"content":[{"type":"text","text":"0"}]}}
effect-before | 200 | {"id":1,"result":{"content":[{"type":"text","text":"0"}]}}
completes-once | 200 | sent {"params":{"requestState":"s"}} | ok
effect-after | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
effect-after | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
completes-again | 400
effect-after-all | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
effect-after-all | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}"#,
        ),
        fails(
            r#"effect-before | 200 | {"id":1,"result":{"content":[{"type":"text","text":"0"}]}}
effect-before | 200 | {"id":1,"result":{"content":[{"type":"text","text":"0"}]}}
completes-once | 200 | sent {"params":{"requestState":"s"}} | ok
effect-after | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
effect-after | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
completes-again | 200 | ok
effect-after-all | 200 | {"id":1,"result":{"content":[{"type":"text","text":"2"}]}}
effect-after-all | 200 | {"id":1,"result":{"content":[{"type":"text","text":"2"}]}}"#,
            "an action that may happen once happened again",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(BEFORE)?;
    let Ok(completed) = seen.exchange(COMPLETES) else {
        return Err(absent(seen, "the declared tool asked for nothing"));
    };
    seen.control(AFTER)?;
    seen.control(AFTER_ALL)?;
    let completed = seen.exchanges(COMPLETES).last().unwrap_or(completed);
    if !completed.is_done() {
        let got = completed.describe();
        return Err(Verdict::inconclusive(format!("the flow ended with {got}")));
    }
    let params = completed.sent_message().member("params");
    if params.is_none_or(|params| params.get("requestState").is_none()) {
        // Whoever sends it again makes a new call.
        return Err(Verdict::not_applicable(
            "the request that completes the flow carries no state",
        ));
    }
    let (before, after, all) = (
        settled(seen, BEFORE)?,
        settled(seen, AFTER)?,
        settled(seen, AFTER_ALL)?,
    );
    if before == after {
        return Err(Verdict::inconclusive("what is read does not show the effect"));
    }
    if before == all {
        return Err(Verdict::inconclusive(
            "what is read is in the end what it was before the flow",
        ));
    }
    let replayed = seen.reply(REPLAYED)?;
    replayed.require(after == all, || {
        "an action that may happen once happened again when its request was sent again".to_owned()
    })?;
    if replayed.is_served() || replayed.is_denied() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "the replay got {}",
        replayed.describe()
    )))
}

/// What was read under a label, the same each time.
fn settled(seen: &Transcript, label: &str) -> Result<Option<Value>, Verdict> {
    let read: Vec<_> = seen.exchanges(label).map(|reply| effect(&reply)).collect();
    match read.as_slice() {
        [first, rest @ ..] if !rest.is_empty() && rest.iter().all(|other| other == first) => {
            Ok(first.clone())
        }
        _ => Err(Verdict::inconclusive(format!(
            "what is read changes by itself: \"{label}\""
        ))),
    }
}

/// What a call read, without what differs from one answer to the next.
fn effect(reply: &Reply<'_>) -> Option<Value> {
    let mut result = reply.result()?.clone();
    result.as_object_mut()?.shift_remove("_meta");
    Some(result)
}

use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::mrtr::once::{
    AFTER, AFTER_ALL, AFTER_RACE, BEFORE, BEFORE_RACE, COMPLETES, ONCE, RACED, REPLAYED,
};
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
        fails(
            r#"effect-before | 200 | {"id":1,"result":{"content":[{"type":"text","text":"0"}]}}
effect-before | 200 | {"id":1,"result":{"content":[{"type":"text","text":"0"}]}}
completes-once | 200 | sent {"params":{"requestState":"s"}} | ok
effect-after | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
effect-after | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
completes-again | 400
effect-after-all | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
effect-after-all | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
effect-before-race | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
effect-before-race | 200 | {"id":1,"result":{"content":[{"type":"text","text":"1"}]}}
completes-in-a-race | 400
effect-after-race | 200 | {"id":1,"result":{"content":[{"type":"text","text":"9"}]}}
effect-after-race | 200 | {"id":1,"result":{"content":[{"type":"text","text":"9"}]}}"#,
            "happened 8 times where its request was sent many times at once",
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
    raced(seen, before.as_ref(), after.as_ref())?;
    if replayed.is_served() || replayed.is_denied() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "the replay got {}",
        replayed.describe()
    )))
}

/// Whether the effect of many requests at once is more than that of one, where numbers tell how often it was had.
fn raced(seen: &Transcript, before: Option<&Value>, after: Option<&Value>) -> Judgement {
    let (Ok(burst), Some(one)) = (seen.exchange(RACED), grown(before, after)) else {
        return Ok(());
    };
    seen.control(BEFORE_RACE)?;
    seen.control(AFTER_RACE)?;
    let (before, after) = (settled(seen, BEFORE_RACE)?, settled(seen, AFTER_RACE)?);
    let many = grown(before.as_ref(), after.as_ref()).unwrap_or_default();
    burst.require(one == 0 || many <= one, || {
        let times = many / one;
        format!("an action that may happen once happened {times} times where its request was sent many times at once")
    })
}

/// By how much the numbers grew that differ, if all grew alike and nothing else differs.
fn grown(before: Option<&Value>, after: Option<&Value>) -> Option<u64> {
    let [before, after] = [before?.to_string(), after?.to_string()];
    let is_digit = |character: char| character.is_ascii_digit();
    if before
        .split(is_digit)
        .filter(|words| !words.is_empty())
        .ne(after.split(is_digit).filter(|words| !words.is_empty()))
    {
        return None;
    }
    let numbers = |text: &str| -> Option<Vec<u64>> {
        let numbers = text.split(|character| !is_digit(character));
        numbers
            .filter(|number| !number.is_empty())
            .map(|number| number.parse().ok())
            .collect()
    };
    let (before, after) = (numbers(&before)?, numbers(&after)?);
    let differs = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before != after);
    let mut steps = differs.map(|(before, after)| after.checked_sub(*before));
    let first = steps.next()??;
    steps.all(|step| step == Some(first)).then_some(first)
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

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::lifecycle::{AROUND_PINGS, LIFECYCLE, PING_AT_ONCE, PING_IN_A_ROW, PINGS};
use crate::transcript::{End, Reply, Transcript};

pub static CHECK: Check = Check {
    id: "ping.prompt",
    requirements: &["PING-PROMPT"],
    summary: "many pings, one after another and all at once, are each answered in time",
    severity: Severity::Medium,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Answer every ping at once, without a queue that it waits in and without a limit on how many come.",
    classes: &[],
    examples: &[
        passes(
            "around-pings | 200 | ok\nping-in-a-row | 200 | ok\nping-at-once | id 3 | 200 | ok\naround-pings | 200 | ok",
        ),
        fails(
            "around-pings | 200 | ok\nping-in-a-row | 200 | ok\nping-in-a-row | timed-out\naround-pings | 200 | ok",
            "one of many pings, one after another, got no answer: timed out",
        ),
        fails(
            "around-pings | 200 | ok\nping-in-a-row | 200 | ok\nping-at-once | 202\naround-pings | 200 | ok",
            "one of many pings, all at once, got no answer: 202",
        ),
    ],
};

/// The ways in which they are sent: the label, and what it is in a finding.
const WAYS: &[(&str, &str)] = &[
    (PING_IN_A_ROW, "one after another"),
    (PING_AT_ONCE, "all at once"),
];

fn judge(seen: &Transcript) -> Judgement {
    // Requests before and after the pings were served, so silence is the ping's own.
    seen.control(AROUND_PINGS)?;
    for (label, way) in WAYS {
        seen.exchange(label)?;
        let replies: Vec<_> = seen.exchanges(label).collect();
        // Those that were sent again where one was late. Ten at once take a target that serves one after the other ten
        // times as long, so that it is silence only when all of them got none.
        let again = if *label == PING_AT_ONCE { PINGS } else { 1 };
        let last = &replies[replies.len().saturating_sub(again)..];
        let is_deaf = last.iter().all(is_silent);
        for reply in &replies {
            let is_ignored = is_silent(reply) && (is_deaf || reply.end == Some(End::Complete));
            reply.require(!is_ignored, || {
                format!("one of many pings, {way}, got no answer: {}", reply.describe())
            })?;
            if reply.response().is_none() {
                let why = format!(
                    "a ping got {}, which is no answer and no silence",
                    reply.describe()
                );
                return Err(Verdict::inconclusive(why));
            }
        }
    }
    Ok(())
}

/// Whether the time limit was reached, or the answer says no more than that the ping arrived.
fn is_silent(reply: &Reply<'_>) -> bool {
    let acknowledged = reply.status() == 202 && reply.end == Some(End::Complete);
    reply.response().is_none() && (reply.end == Some(End::TimedOut) || acknowledged)
}

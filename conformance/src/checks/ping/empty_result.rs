use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::lifecycle::{AROUND_PINGS, LIFECYCLE};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "ping.empty-result",
    requirements: &["PING-EMPTY-RESULT"],
    summary: "a ping gets an empty result",
    severity: Severity::Medium,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Answer ping at once with an empty result, whatever else the server does.",
    classes: &[],
    examples: &[
        passes("around-pings | 200 | ok\nping | 200 | ok\naround-pings | 200 | ok\n"),
        fails(
            "around-pings | 200 | ok\nping | 202\naround-pings | 200 | ok\n",
            "answered 202 to a ping",
        ),
        fails(
            "around-pings | 200 | ok\nping | 200 | error -32601\naround-pings | 200 | ok\n",
            "answered 200 with error -32601 to a ping",
        ),
        fails(
            r#"around-pings | 200 | ok
ping | 200 | {"jsonrpc":"2.0","id":1,"result":{"pong":true}}
around-pings | 200 | ok
"#,
            "the result of a ping is not empty",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(AROUND_PINGS)?;
    let first = seen.exchange("ping")?;
    // Another was sent where the first was late.
    let reply = seen.exchanges("ping").last().unwrap_or(first);
    reply.not_busy()?;
    if matches!(reply.end, Some(End::Closed | End::Unreachable)) {
        reply.answered()?;
    }
    // Requests before and after it were served, so silence is an answer too.
    reply.require(reply.is_served(), || {
        format!("answered {} to a ping", reply.describe())
    })?;
    let result = reply.result().unwrap_or_default();
    let extra = result
        .as_object()
        .and_then(|members| members.keys().find(|name| *name != "_meta"));
    reply.require(extra.is_none(), || "the result of a ping is not empty".to_owned())
}

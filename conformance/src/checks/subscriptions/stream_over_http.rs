use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::subscriptions::{LISTEN, OPEN, SUBSCRIPTIONS};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "subscriptions.stream-over-http",
    requirements: &["SUB-HTTP-STREAM"],
    summary: "over HTTP a subscription is an event stream that stays open",
    severity: Severity::Medium,
    probe: &SUBSCRIPTIONS,
    needs: &[],
    judge,
    remedy: "Answer subscriptions/listen with text/event-stream, and keep it open until the subscription ends.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | Content-Type: text/event-stream | event {"method":"notifications/subscriptions/acknowledged"} | left"#,
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | Content-Type: application/json | {"method":"notifications/subscriptions/acknowledged"}"#,
            "a subscription was answered as \"application/json\"",
        ),
        fails(
            r#"alive | 200 | ok
            note: open-after-acknowledgment no
            listen | sent {"id":1} | 200 | Content-Type: text/event-stream | event {"method":"notifications/subscriptions/acknowledged"}"#,
            "the stream of a subscription ended at once, without a result",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let listen = super::granted(seen, LISTEN)?;
    let media_type = listen.reply.media_type();
    listen.reply.require(media_type == "text/event-stream", || {
        format!("a subscription was answered as {media_type:?}")
    })?;
    let ended = !matches!(listen.reply.end, Some(End::Left));
    if ended && listen.response().is_some() {
        return Err(Verdict::inconclusive(
            "the target ended the subscription with a result",
        ));
    }
    let at_once = seen.note(OPEN) == Some("no") && listen.reply.end == Some(End::Complete);
    listen.reply.require(!at_once, || {
        "the stream of a subscription ended at once, without a result".to_owned()
    })?;
    if ended {
        // Connections end for many reasons, in front of the target, too.
        return Err(Verdict::inconclusive(format!(
            "the stream of a subscription ended later: {}",
            listen.reply.describe()
        )));
    }
    Ok(())
}

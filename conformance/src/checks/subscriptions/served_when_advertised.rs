use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::subscriptions::{LISTEN, SUBSCRIPTIONS};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "subscriptions.served-when-advertised",
    requirements: &["SUB-SUPPORTED-WHEN-ADVERTISED"],
    summary: "a server that advertises changes lets clients listen to them",
    severity: Severity::Medium,
    probe: &SUBSCRIPTIONS,
    needs: &[],
    judge,
    remedy: "Serve subscriptions/listen, or advertise neither listChanged nor subscribe.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged"}"#,
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 404 | error -32601"#,
            "advertises changes, and subscriptions/listen got 404 with error -32601",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let listen = super::requested(seen, LISTEN)?;
    if listen.acknowledgment().is_some() {
        return Ok(());
    }
    listen.reply.not_busy()?;
    let refused = listen
        .response()
        .is_some_and(|message| message.member("error").is_some());
    let ended = listen.reply.status() == 200 && listen.reply.end == Some(End::Complete);
    listen.reply.require(!refused && !ended, || {
        format!(
            "advertises changes, and subscriptions/listen got {}",
            listen.reply.describe()
        )
    })?;
    Err(Verdict::inconclusive(format!(
        "subscriptions/listen got {}",
        listen.reply.describe()
    )))
}

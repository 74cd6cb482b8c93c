use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::answers::{ANSWERS, DISCOVER, WITH_UNKNOWN};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "extensions.unknown-ignored",
    requirements: &["EXT-UNKNOWN-CLIENT-EXTENSION"],
    summary: "an extension of the client that the server does not know changes nothing",
    severity: Severity::Low,
    probe: &ANSWERS,
    needs: &[],
    judge,
    remedy: "Ignore extensions in the capabilities of the client that the server does not know.",
    classes: &[],
    examples: &[
        passes(
            r"discover | 200 | ok
discover-with-unknown-extension | 200 | ok",
        ),
        fails(
            r"discover | 200 | ok
discover-with-unknown-extension | 400 | error -32602",
            "answered 400 with error -32602 to a client with an extension that nobody knows",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(DISCOVER)?;
    let plain = seen.reply(DISCOVER)?;
    let reply = seen.reply(WITH_UNKNOWN)?;
    reply.advise(reply.is_served(), || {
        format!(
            "answered {} to a client with an extension that nobody knows",
            reply.describe()
        )
    })?;
    let said = |reply: &Reply<'_>| reply.result().map(|result| result["capabilities"].clone());
    reply.advise(said(&reply) == said(&plain), || {
        "declares other capabilities to a client with an extension that nobody knows".to_owned()
    })
}

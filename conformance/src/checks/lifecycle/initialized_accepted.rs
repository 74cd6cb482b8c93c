use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::{describe_stray, is_answered};
use crate::probes::lifecycle::{INITIALIZE, INITIALIZED, LIFECYCLE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.initialized-accepted",
    requirements: &["LIFE-INITIALIZED-ACCEPTED"],
    summary: "notifications/initialized completes the handshake, with params or without",
    severity: Severity::High,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Accept notifications/initialized with empty params and without any; over HTTP answer it with 202.",
    classes: &[],
    examples: &[
        passes(
            "initialize | 200 | ok\ninitialized-bare | no id | 202\nafter-bare | 200 | ok\ninitialized-params | no id | 202\nafter-params | 200 | ok",
        ),
        fails(
            "initialize | 200 | ok\ninitialized-bare | no id | 400\nafter-bare | 200 | ok",
            "answered 400 to notifications/initialized",
        ),
        fails(
            "initialize | 200 | ok\ninitialized-bare | no id | 202\nafter-bare | 400 | error -32600\ninitialized-params | no id | 202\nafter-params | 200 | ok",
            "answered 400 with error -32600 to a request after the handshake",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let works = INITIALIZED
        .iter()
        .flat_map(|(_, after)| seen.exchanges(after))
        .any(|after| after.is_served());
    for (label, after) in INITIALIZED {
        let reply = seen.reply(label)?;
        let says = || format!("answered {} to notifications/initialized", describe_stray(&reply));
        let refused = reply.status() >= 300 || is_answered(seen, &reply);
        reply.require(!refused, says)?;
        let after = seen.reply(after)?;
        after.require(!works || !after.is_denied(), || {
            format!("answered {} to a request after the handshake", after.describe())
        })?;
    }
    if !works {
        return Err(Verdict::inconclusive("nothing was served after the handshake"));
    }
    INITIALIZED.iter().try_for_each(|(_, after)| seen.control(after))
}

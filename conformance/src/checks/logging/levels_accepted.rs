use super::declared;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::METHOD_NOT_FOUND;
use crate::probes::logging::{KNOWN_LEVELS, LEVELS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "logging.levels-accepted",
    requirements: &["LOG-SETLEVEL-ACCEPTED"],
    summary: "each of the eight log levels can be set",
    severity: Severity::Low,
    probe: &LEVELS,
    needs: &[],
    judge,
    remedy: "Accept every level of RFC 5424, whether or not this server logs at it.",
    classes: &[],
    examples: &[
        passes(
            "facts: {\"capabilities\":{\"logging\":{}}}\nalive | 200 | ok\nlevel-debug | 200 | ok\nlevel-info | 200 | ok\nlevel-notice | 200 | ok\nlevel-warning | 200 | ok\nlevel-error | 200 | ok\nlevel-critical | 200 | ok\nlevel-alert | 200 | ok\nlevel-emergency | 200 | ok",
        ),
        fails(
            "facts: {\"capabilities\":{\"logging\":{}}}\nalive | 200 | ok\nlevel-debug | 200 | ok\nlevel-info | 200 | error -32602",
            "answered 200 with error -32602 when the level \"info\" was set",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    declared(seen)?;
    for (label, level) in KNOWN_LEVELS {
        let reply = seen.reply(label)?;
        if label == &KNOWN_LEVELS[0].0 && reply.error_code() == Some(METHOD_NOT_FOUND) {
            return Err(Verdict::not_applicable("the target lets nobody set the level"));
        }
        if reply.status() == 404 {
            return Err(Verdict::inconclusive("the session ended meanwhile"));
        }
        reply.require(reply.is_served(), || {
            format!("answered {} when the level {level:?} was set", reply.describe())
        })?;
    }
    Ok(())
}

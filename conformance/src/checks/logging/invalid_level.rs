use super::declared;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::not_halted;
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::logging::{KNOWN_LEVELS, LEVELS, UNKNOWN_LEVELS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "logging.invalid-level",
    requirements: &["LOG-INVALID-LEVEL"],
    summary: "a log level that does not exist gets error -32602",
    severity: Severity::Low,
    probe: &LEVELS,
    needs: &[],
    judge,
    remedy: "Answer -32602 to a level that is none of the eight; do not take it for another one.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            "facts: {\"capabilities\":{\"logging\":{}}}\nalive | 200 | ok\nlevel-debug | 200 | ok\nlevel-verbose | 200 | error -32602",
        ),
        fails(
            "facts: {\"capabilities\":{\"logging\":{}}}\nalive | 200 | ok\nlevel-debug | 200 | ok\nlevel-verbose | 200 | ok",
            "answered 200 with a result when the level was \"verbose\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    declared(seen)?;
    seen.control(KNOWN_LEVELS[0].0)?;
    not_halted(seen)?;
    for (label, level) in UNKNOWN_LEVELS {
        for reply in seen.exchanges(label) {
            reply.answered()?;
            reply.advise(reply.error_code() == Some(INVALID_PARAMS), || {
                let level = if level.is_empty() { "missing" } else { level };
                format!("answered {} when the level was {level}", reply.describe())
            })?;
        }
    }
    Ok(())
}

use super::is_success;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::answered_on;
use crate::probes::http::{ALIVE, CLEAN, MALFORMED, MALFORMED_BODIES, NOT_UTF8};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.malformed-body-survived",
    requirements: &["HTTP-MALFORMED-BODY-SURVIVES"],
    summary: "malformed bodies are refused and do no harm",
    severity: Severity::High,
    probe: &MALFORMED,
    needs: &[],
    judge,
    remedy: "Bound the size and depth of what is parsed, and turn every failure to parse into a refusal.",
    classes: &["CWE-20", "CWE-674"],
    examples: &[
        passes(
            "clean | 200 | ok\nbody-empty | no id | 400\nalive | 200 | ok\nbody-truncated | no id | 400\nalive | 200 | ok\nbody-with-nul | no id | 400\nalive | 200 | ok\nbody-not-utf-8 | no id | 400\nalive | 200 | ok\nbody-nested-deeply | no id | 400\nalive | 200 | ok\nclean | 200 | ok",
        ),
        fails(
            "clean | 200 | ok\nbody-empty | no id | closed\nalive | unreachable",
            "after body-empty the target answers no more: unreachable",
        ),
        fails(
            "clean | 200 | ok\nbody-empty | no id | 202\nalive | 200 | ok",
            r#"answered 202 to "body-empty""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let clean = seen.reply(CLEAN)?;
    if !clean.is_served() {
        return Err(Verdict::inconclusive(format!(
            "the control got {}",
            clean.describe()
        )));
    }
    let hostile: Vec<_> = MALFORMED_BODIES.iter().map(|label| (*label, *label)).collect();
    answered_on(seen, ALIVE, &hostile)?;
    for (label, after) in MALFORMED_BODIES.iter().zip(seen.exchanges(ALIVE)) {
        let says = || format!("after \"{label}\" the next request got {}", after.describe());
        after.require(after.is_served(), says)?;
        if *label == NOT_UTF8 {
            // Bytes that are replaced instead of refused are jsonrpc.invalid-utf8-survived's, a warning at most.
            continue;
        }
        let reply = seen.reply(label)?;
        let says = || format!("answered {} to \"{label}\"", reply.describe());
        reply.require(!is_success(&reply) || reply.error().is_some(), says)?;
        reply.advise(reply.status() < 500, says)?;
    }
    seen.control(CLEAN)
}

use super::accuse;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::http::{CLEAN, FOREIGN_ORIGIN, LOOK_ALIKES, ORIGIN};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.origin-look-alike",
    requirements: &["HTTP-ORIGIN-LOOKALIKE", "HTTP-ORIGIN-CONFUSION"],
    summary: "origins that only look like the server's own are refused",
    severity: Severity::High,
    probe: &ORIGIN,
    needs: &[],
    judge,
    remedy: "Parse the `Origin` header, or compare it whole; do not search it for a host name.",
    classes: &["CWE-346", "CWE-350"],
    examples: &[
        passes(
            "clean | 200 | ok\nforeign-origin | 403\norigin-own-host-as-prefix | 403\norigin-own-host-as-prefix-and-port | 403\norigin-localhost-as-prefix | 403\norigin-localhost-as-suffix | 403\norigin-own-port | 403",
        ),
        fails(
            "clean | 200 | ok\nforeign-origin | 403\norigin-own-host-as-prefix | 200 | ok",
            r#"answered 200 with a result to "origin-own-host-as-prefix""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    if seen.reply(FOREIGN_ORIGIN)?.is_served() {
        return Err(Verdict::inconclusive(
            "a foreign Origin is served whatever it looks like",
        ));
    }
    for label in LOOK_ALIKES {
        let reply = seen.reply(label)?;
        let says = || format!("answered {} to \"{label}\"", reply.describe());
        accuse(seen, &reply, !reply.is_served(), says)?;
        refused(&reply, "a look-alike Origin")?;
    }
    Ok(())
}

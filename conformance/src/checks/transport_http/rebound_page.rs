use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::{absent, refused};
use crate::probes::http::{CLEAN, ORIGIN, REBOUND};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.rebound-page",
    requirements: &["HTTP-ORIGIN-VALIDATED"],
    summary: "a page whose own name was pointed at this machine is not served",
    severity: Severity::High,
    probe: &ORIGIN,
    needs: &[],
    judge,
    remedy: "Compare `Origin` with a list of allowed origins and never with `Host`, and serve only the host names that this machine has.",
    classes: &["CWE-346", "CWE-350"],
    examples: &[
        passes("clean | 200 | ok\nrebound | 403"),
        passes("clean | 200 | ok\nforeign-origin | 200 | ok\nrebound | 421"),
        fails(
            "clean | 200 | ok\nforeign-origin | 403\nrebound | 200 | ok",
            "answered 200 with a result to a page whose name was pointed at this machine",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let Some(reply) = seen.exchanges(REBOUND).next() else {
        return Err(absent(seen, "the target is not on this machine"));
    };
    reply.answered()?;
    refused(&reply, "a page whose name was pointed at this machine")
}

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::{absent, refused};
use crate::probes::http::{CLEAN, FOREIGN_HOST, ORIGIN};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.host-validated",
    requirements: &["HTTP-HOST-VALIDATED"],
    summary: "a request to a foreign host name is refused on a loopback server",
    severity: Severity::High,
    probe: &ORIGIN,
    needs: &[],
    judge,
    remedy: "On a loopback address, serve only the host names that this machine has: a web page can point its own name at 127.0.0.1.",
    classes: &["CWE-350"],
    examples: &[
        passes("clean | 200 | ok\nforeign-host | 421"),
        fails(
            "clean | 200 | ok\nforeign-host | 200 | ok",
            "answered 200 with a result to a foreign Host",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let Some(reply) = seen.exchanges(FOREIGN_HOST).next() else {
        return Err(absent(seen, "the target is not on this machine"));
    };
    reply.answered()?;
    refused(&reply, "a foreign Host")
}

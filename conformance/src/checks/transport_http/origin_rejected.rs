use super::accuse;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::http::{CLEAN, FOREIGN_ORIGIN, ORIGIN};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.origin-rejected",
    requirements: &["HTTP-ORIGIN-REJECTED", "HTTP-ORIGIN-INVALID-403"],
    summary: "a request from a foreign web page is refused with 403",
    severity: Severity::High,
    probe: &ORIGIN,
    needs: &[],
    judge,
    remedy: "Compare the whole `Origin` header with a list of allowed origins before anything else reads the request, and answer 403 where it is not on it.",
    classes: &["CWE-346", "CWE-350"],
    examples: &[
        passes("clean | 200 | ok\nforeign-origin | 403"),
        fails(
            "clean | 200 | ok\nforeign-origin | 200 | ok",
            "answered 200 with a result to a foreign Origin",
        ),
        fails("clean | 200 | ok\nforeign-origin | 400", "answered 400"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(FOREIGN_ORIGIN)?;
    accuse(seen, &reply, reply.status() == 403, || {
        format!("answered {} to a foreign Origin", reply.describe())
    })
}

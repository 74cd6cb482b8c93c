use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::probes::http::{CLEAN, ENDPOINT, WITH_LAST_EVENT_ID};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.no-resumption",
    requirements: &["HTTP-NO-RESUME"],
    summary: "Last-Event-ID on a modern request changes nothing",
    severity: Severity::Low,
    probe: &ENDPOINT,
    needs: &[Need::ModernOnly],
    judge,
    remedy: "Ignore `Last-Event-ID`; streams of this revision cannot be resumed.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nwith-last-event-id | 200 | ok"),
        fails(
            "clean | 200 | ok\nwith-last-event-id | 400",
            "answered 400 to a request with Last-Event-ID",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(WITH_LAST_EVENT_ID)?;
    reply.advise(reply.is_served(), || {
        format!("answered {} to a request with Last-Event-ID", reply.describe())
    })
}

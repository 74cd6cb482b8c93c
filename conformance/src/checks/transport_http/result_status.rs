use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.result-status",
    requirements: &["HTTP-RESULT-STATUS-2XX"],
    summary: "a result travels with status 200",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send results with status 200.",
    classes: &[],
    examples: &[
        passes("a | 200 | ok"),
        fails("a | 201 | ok", "answered 201 with a result"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut results = seen
        .all_exchanges()
        .filter(|reply| reply.result().is_some() && reply.error().is_none())
        .peekable();
    if results.peek().is_none() {
        return Err(absent(seen, "no result was sent"));
    }
    for reply in results {
        let method = reply.sent_method().unwrap_or_default();
        reply.require(reply.status() == 200, || {
            format!("answered {} to {method:?}", reply.describe())
        })?;
    }
    Ok(())
}

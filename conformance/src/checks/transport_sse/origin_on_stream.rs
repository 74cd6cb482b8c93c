use super::is_address;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::transport_http::accuse;
use crate::probes::http::CLEAN;
use crate::probes::http_sse::{FOREIGN_GET, ORIGIN};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "transport-sse.origin-on-stream",
    requirements: &["SSE-ORIGIN-GET"],
    summary: "a foreign web page cannot open a stream",
    severity: Severity::High,
    probe: &ORIGIN,
    needs: &[],
    judge,
    remedy: "Compare the whole `Origin` header with a list of allowed origins before the stream is opened, and answer 403 where it is not on it.",
    classes: &["CWE-346", "CWE-350"],
    examples: &[
        passes("clean | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\nforeign-get | no id | 403"),
        fails(
            "clean | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             foreign-get | no id | 200 | block event: endpoint\\ndata: /m | left",
            "opened a stream for a foreign Origin",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.exchange(FOREIGN_GET)?;
    let served = reply.is_success() && reply.events.iter().any(is_address);
    accuse(seen, &reply, !served, || {
        "opened a stream for a foreign Origin".to_owned()
    })?;
    // A stream that closes without an address is of no use to the page either.
    if (400..500).contains(&reply.status()) || reply.end == Some(End::Closed) {
        return Ok(());
    }
    reply.answered()?;
    Err(Verdict::inconclusive(format!(
        "answered {} to a foreign Origin, which is no refusal",
        reply.describe()
    )))
}

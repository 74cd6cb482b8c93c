use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::still_answers;
use crate::probes::framing::{HARMFUL, MALFORMED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-sse.malformed-post-survived",
    requirements: &["SSE-MALFORMED-POST-SURVIVES"],
    summary: "a post that cannot be read breaks neither the stream nor the server",
    severity: Severity::High,
    probe: &MALFORMED,
    needs: &[],
    judge,
    remedy: "Answer a post that cannot be parsed with 400, and leave the stream that it was posted to as it is.",
    classes: &["CWE-248"],
    examples: &[
        passes(
            "before-not-json | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             not-json | no id | 400\n\
             after-not-json | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             before-truncated | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             truncated | no id | 400\n\
             after-truncated | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             before-invalid-utf8 | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             invalid-utf8 | no id | 400\n\
             after-invalid-utf8 | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        ),
        fails(
            "before-not-json | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             not-json | no id | 400\nafter-not-json | 404",
            "after text that is not JSON the next request got 404",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (label, what) in HARMFUL.iter().filter(|(label, _)| *label != "deep-nesting") {
        still_answers(seen, label, what)?;
        for after in seen.exchanges(&format!("after-{label}")) {
            after.require(after.is_served(), || {
                format!("after {what} the next request got {}", after.describe())
            })?;
        }
    }
    Ok(())
}

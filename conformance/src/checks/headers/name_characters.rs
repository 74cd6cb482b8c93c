use super::refuses_name;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{AGREEING, NAME_INVALID, NAMES};
use crate::transcript::End;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.name-characters",
    requirements: &["HDR-STANDARD-INVALID-CHARS"],
    summary: "an Mcp-Name with characters that no header may have is refused",
    severity: Severity::Medium,
    probe: &NAMES,
    needs: &[],
    judge,
    remedy: "Refuse header values with bytes outside visible ASCII, space and tab; do not drop or reinterpret them.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing | 200 | ok\nname-non-ascii | 400\nname-control | closed"),
        fails(
            "agreeing | 200 | ok\nname-non-ascii | 200 | ok",
            "answered 200 with a result to an Mcp-Name with invalid characters",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for label in NAME_INVALID {
        // A parser of HTTP may close the connection without an answer.
        let closed = seen
            .exchanges(label)
            .next()
            .is_some_and(|reply| reply.end == Some(End::Closed));
        if !closed {
            refuses_name(seen, label, "an Mcp-Name with invalid characters")?;
        }
    }
    seen.control(AGREEING)
}

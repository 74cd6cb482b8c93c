use super::survived;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::MALFORMED;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.deep-nesting-survived",
    requirements: &["JSONRPC-DEEP-NESTING"],
    summary: "deeply nested JSON does not take the server down",
    severity: Severity::High,
    probe: &MALFORMED,
    needs: &[],
    judge,
    remedy: "Bound the depth to which JSON is read, or read it without recursion.",
    classes: &["CWE-674"],
    examples: &[
        passes("before-deep-nesting | 200 | ok\ndeep-nesting | no id | 400\nafter-deep-nesting | 200 | ok"),
        fails(
            "before-deep-nesting | 200 | ok\ndeep-nesting | no id | closed\nafter-deep-nesting | unreachable",
            "after a deeply nested message the target answers no more: unreachable",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    survived(seen, "deep-nesting", "a deeply nested message")
}

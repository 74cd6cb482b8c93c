use super::survived;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{MALFORMED, OVERSIZED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.oversize-survived",
    requirements: &["JSONRPC-OVERSIZE"],
    summary: "a message beyond all measure does not take the server down",
    severity: Severity::High,
    probe: &MALFORMED,
    needs: &[],
    judge,
    remedy: "Bound the size of a message while it is read, and refuse what exceeds it.",
    classes: &["CWE-770"],
    examples: &[
        passes("before-oversized | 200 | ok\noversized | no id | 413\nafter-oversized | 200 | ok"),
        fails(
            "before-oversized | 200 | ok\noversized | no id | closed\nafter-oversized | unreachable",
            "after a message of 32 MiB the target answers no more: unreachable",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    survived(seen, OVERSIZED, "a message of 32 MiB")
}

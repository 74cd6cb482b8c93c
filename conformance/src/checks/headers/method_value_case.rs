use super::refuses;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{METHOD_UPPER, MIRRORED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.method-value-case",
    requirements: &["HDR-METHOD-VALUE-CASE"],
    summary: "header values are compared with regard to case",
    severity: Severity::Medium,
    probe: &MIRRORED,
    needs: &[],
    judge,
    remedy: "Compare the mirrored header with the body before the request is dispatched; answer 400 and -32020 where they differ or the header is missing.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing | 200 | ok\nmethod-upper-case | 400 | error -32020"),
        fails(
            "agreeing | 200 | ok\nmethod-upper-case | 200 | ok",
            "answered 200 with a result to an Mcp-Method in upper case",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    refuses(seen, METHOD_UPPER, "an Mcp-Method in upper case")
}

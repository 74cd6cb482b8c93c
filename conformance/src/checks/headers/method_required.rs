use super::refuses;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{METHOD_ABSENT, MIRRORED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.method-required",
    requirements: &["HDR-METHOD-REQUIRED"],
    summary: "a request without Mcp-Method is refused",
    severity: Severity::Medium,
    probe: &MIRRORED,
    needs: &[],
    judge,
    remedy: "Compare the mirrored header with the body before the request is dispatched; answer 400 and -32020 where they differ or the header is missing.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing | 200 | ok\nmethod-absent | 400 | error -32020"),
        fails(
            "agreeing | 200 | ok\nmethod-absent | 200 | ok",
            "answered 200 with a result to a request without Mcp-Method",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    refuses(seen, METHOD_ABSENT, "a request without Mcp-Method")
}

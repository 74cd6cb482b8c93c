use super::refuses;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{METHOD_OTHER, MIRRORED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.method-mismatch",
    requirements: &["HDR-METHOD-MISMATCH"],
    summary: "a request whose Mcp-Method names another method is refused",
    severity: Severity::High,
    probe: &MIRRORED,
    needs: &[],
    judge,
    remedy: "Compare the mirrored header with the body before the request is dispatched; answer 400 and -32020 where they differ or the header is missing.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing | 200 | ok\nmethod-other | 400 | error -32020"),
        fails(
            "agreeing | 200 | ok\nmethod-other | 200 | ok",
            "answered 200 with a result to an Mcp-Method that names another method",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    refuses(seen, METHOD_OTHER, "an Mcp-Method that names another method")
}

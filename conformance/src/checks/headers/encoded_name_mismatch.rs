use super::refuses_name;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{NAME_ENCODED_OTHER, NAMES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.encoded-name-mismatch",
    requirements: &["HDR-B64-NAME-MISMATCH"],
    summary: "an encoded Mcp-Name that names something else is refused",
    severity: Severity::High,
    probe: &NAMES,
    needs: &[],
    judge,
    remedy: "Compare the mirrored header with the body before the request is dispatched; answer 400 and -32020 where they differ or the header is missing.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing | 200 | ok\nname-encoded-other | 400 | error -32020"),
        fails(
            "agreeing | 200 | ok\nname-encoded-other | 200 | ok",
            "answered 200 with a result to another name in Base64",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    refuses_name(seen, NAME_ENCODED_OTHER, "another name in Base64")
}

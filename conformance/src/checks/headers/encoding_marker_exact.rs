use super::refuses_name;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{NAME_MARKERS, NAMES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.encoding-marker-exact",
    requirements: &["HDR-B64-MARKER-EXACT"],
    summary: "only the exact markers denote an encoded Mcp-Name",
    severity: Severity::Medium,
    probe: &NAMES,
    needs: &[],
    judge,
    remedy: "Take a value for encoded only between `=?base64?` and `?=`, in lower case; anything else is plain text.",
    classes: &["CWE-436"],
    examples: &[
        passes(
            "agreeing | 200 | ok\nname-upper-case-marker | 400\nname-without-suffix | 400\nname-bare-base64 | 400",
        ),
        fails(
            "agreeing | 200 | ok\nname-upper-case-marker | 200 | ok",
            "answered 200 with a result to an Mcp-Name that is almost",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut labels = NAME_MARKERS.iter();
    labels.try_for_each(|label| refuses_name(seen, label, "an Mcp-Name that is almost in the Base64 form"))
}

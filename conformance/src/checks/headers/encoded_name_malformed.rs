use super::refuses_name;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{NAME_MALFORMED, NAMES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.encoded-name-malformed",
    requirements: &["HDR-B64-MALFORMED"],
    summary: "an Mcp-Name that cannot be decoded is refused",
    severity: Severity::Medium,
    probe: &NAMES,
    needs: &[],
    judge,
    remedy: "Refuse a Base64 form that cannot be decoded with 400 and -32020.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing | 200 | ok\nname-encoded-badly | 400\nname-encoded-empty | 400"),
        fails(
            "agreeing | 200 | ok\nname-encoded-badly | 200 | ok",
            "answered 200 with a result to an Mcp-Name that cannot be decoded",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    NAME_MALFORMED
        .iter()
        .try_for_each(|label| refuses_name(seen, label, "an Mcp-Name that cannot be decoded"))
}

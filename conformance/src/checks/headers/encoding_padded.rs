use super::refuses_name;
use crate::check::Verdict;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{AGREEING, NAME_UNPADDED, NAMES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.encoding-padded",
    requirements: &["HDR-B64-PADDING"],
    summary: "a Base64 form without its padding is refused",
    severity: Severity::Low,
    probe: &NAMES,
    needs: &[],
    judge,
    remedy: "Decode with the padding that the standard alphabet of RFC 4648 asks for.",
    classes: &["CWE-436"],
    examples: &[
        passes(
            "agreeing | 200 | ok
            name-encoded-unpadded | 400 | error -32020",
        ),
        fails(
            "agreeing | 200 | ok
            name-encoded-unpadded | 200 | ok",
            "answered 200 with a result to an Mcp-Name without the padding of its encoding",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if seen.exchanges(AGREEING).next().is_some()
        && seen.note("halt").is_none()
        && seen.exchanges(NAME_UNPADDED).next().is_none()
    {
        return Err(Verdict::not_applicable("the encoded name needs no padding"));
    }
    refuses_name(
        seen,
        NAME_UNPADDED,
        "an Mcp-Name without the padding of its encoding",
    )
}

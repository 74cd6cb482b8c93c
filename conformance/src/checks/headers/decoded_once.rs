use super::refuses_name;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::headers::{NAME_ENCODED_OTHER, NAME_TWICE, NAMES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.decoded-once",
    requirements: &["HDR-B64-DECODE-ONCE"],
    summary: "an Mcp-Name is decoded once",
    severity: Severity::Medium,
    probe: &NAMES,
    needs: &[],
    judge,
    remedy: "Decode the Base64 form once and compare what comes out as it stands.",
    classes: &["CWE-174"],
    examples: &[
        passes(
            "agreeing | 200 | ok
            name-encoded-twice | 400 | error -32020",
        ),
        fails(
            "agreeing | 200 | ok
            name-encoded-twice | 200 | ok",
            "answered 200 with a result to an Mcp-Name that was encoded twice",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if seen.exchanges(NAME_ENCODED_OTHER).any(|reply| reply.is_served()) {
        return Err(Verdict::inconclusive("any Mcp-Name in Base64 is served"));
    }
    refuses_name(seen, NAME_TWICE, "an Mcp-Name that was encoded twice")
}

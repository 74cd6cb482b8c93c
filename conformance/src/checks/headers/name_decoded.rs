use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::headers::{AGREEING, NAME_ENCODED, NAMES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.name-decoded",
    requirements: &["HDR-B64-NAME-DECODED"],
    summary: "an encoded Mcp-Name is decoded before it is compared",
    severity: Severity::Medium,
    probe: &NAMES,
    needs: &[],
    judge,
    remedy: "Decode `=?base64?…?=` in `Mcp-Name` before it is compared with the body.",
    classes: &[],
    examples: &[
        passes("agreeing | 200 | ok\nname-encoded | 200 | ok"),
        fails(
            "agreeing | 200 | ok\nname-encoded | 400 | error -32020",
            "answered 400 with error -32020 to the right Mcp-Name in Base64",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if seen.exchanges(AGREEING).next().is_none() {
        return Err(absent(seen, "nothing is known that Mcp-Name could name"));
    }
    seen.control(AGREEING)?;
    let reply = seen.reply(NAME_ENCODED)?;
    reply.require(reply.is_served(), || {
        format!("answered {} to the right Mcp-Name in Base64", reply.describe())
    })
}

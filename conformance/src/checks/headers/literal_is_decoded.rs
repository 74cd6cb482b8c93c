use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::HEADER_MISMATCH;
use crate::probes::headers::{AGREEING, NAME_ENCODED_OTHER, NAME_LITERAL, NAME_LITERAL_OTHER, NAMES};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "headers.literal-is-decoded",
    requirements: &["HDR-B64-LITERAL-SENTINEL"],
    summary: "a header that looks encoded is decoded, and then differs from a name that looks the same",
    severity: Severity::Medium,
    probe: &NAMES,
    needs: &[],
    judge,
    remedy: "Decode every header in the Base64 form before comparing it; never fall back on the text as it stands.",
    classes: &["CWE-436"],
    examples: &[
        passes(
            "agreeing | 200 | ok
            name-encoded-other | 400 | error -32020
            name-looks-encoded-other | 400 | error -32020
            name-looks-encoded | 400 | error -32020",
        ),
        fails(
            "agreeing | 200 | ok
            name-encoded-other | 400 | error -32020
            name-looks-encoded-other | 400 | error -32020
            name-looks-encoded | 200 | error -32602",
            "answered 200 with error -32602 to an Mcp-Name that looks encoded and was read as it stands",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if seen.exchanges(NAME_LITERAL).next().is_none() {
        return Err(Verdict::not_applicable("no tool is known that may be called"));
    }
    seen.control(AGREEING)?;
    let reply = seen.reply(NAME_LITERAL)?;
    reply.answered()?;
    // What a mismatch looks like here, without which nothing tells one from a tool that is not there.
    for (label, what) in [
        (NAME_ENCODED_OTHER, "another Mcp-Name in Base64"),
        (
            NAME_LITERAL_OTHER,
            "another Mcp-Name for a tool that is not there",
        ),
    ] {
        let other = seen.reply(label)?;
        if !is_mismatch(&other) {
            return Err(Verdict::inconclusive(format!("{what} got {}", other.describe())));
        }
    }
    let mismatch = is_mismatch(&reply);
    if !mismatch && reply.error_code().is_none() && !reply.is_served() {
        return Err(Verdict::inconclusive(format!(
            "\"{NAME_LITERAL}\" got {}",
            reply.describe()
        )));
    }
    reply.advise(mismatch, || {
        format!(
            "answered {} to an Mcp-Name that looks encoded and was read as it stands",
            reply.describe()
        )
    })
}

fn is_mismatch(reply: &Reply<'_>) -> bool {
    let code = reply.error_code();
    code == Some(HEADER_MISMATCH) || (reply.status() == 400 && code.is_none())
}

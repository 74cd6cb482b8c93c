use serde_json::Value;

use super::{blocks_of, hold_base64, is_media};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::for_results;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tools.binary-base64",
    requirements: &["TOOLS-BINARY-BASE64"],
    summary: "images and sounds in tool results are Base64, and say of what media type they are",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Encode the bytes in the Base64 of RFC 4648 section 4, padded and on one line, and name their media type.",
    classes: &[],
    examples: &[
        passes(
            r#"call | sent {"method":"tools/call"} | 200 | {"id":1,"result":{"content":[{"type":"image","data":"iVBORw==","mimeType":"image/png"}]}}"#,
        ),
        fails(
            r#"call | sent {"method":"tools/call"} | 200 | {"id":1,"result":{"content":[{"type":"audio","data":"UklGRg","mimeType":"audio/wav"}]}}"#,
            "the data of a block of type \"audio\" is no Base64",
        ),
        fails(
            r#"call | sent {"method":"tools/call"} | 200 | {"id":1,"result":{"content":[{"type":"image","data":"iVBORw==","mimeType":""}]}}"#,
            "a block of type \"image\" has no media type",
        ),
    ],
};

/// Data that is missing or no string is the matter of another check.
fn judge(seen: &Transcript) -> Judgement {
    for_results(
        seen,
        "tools/call",
        "image or sound in a tool result",
        has_media,
        |reply, result| {
            for block in blocks_of(result).filter(|block| is_media(block)) {
                hold_base64(reply, block)?;
                let is_named = block["mimeType"].as_str().is_none_or(|name| !name.is_empty());
                reply.require(is_named, || {
                    format!("a block of type {} has no media type", block["type"])
                })?;
            }
            Ok(())
        },
    )
}

fn has_media(_: &Reply<'_>, result: &Value) -> bool {
    blocks_of(result).any(is_media)
}

use serde_json::Value;

use super::contents_of;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::for_results;
use crate::checks::tools::{hold_base64, is_media, is_media_type};
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "prompts.binary-base64",
    requirements: &["PROMPT-BINARY-BASE64"],
    summary: "images and sounds in prompts are Base64 and say truly formed media types",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Encode the bytes in the Base64 of RFC 4648 section 4, without `data:` before them, and name their media type as type/subtype.",
    classes: &[],
    examples: &[
        passes(
            r#"get | sent {"method":"prompts/get"} | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"image","data":"iVBORw==","mimeType":"image/svg+xml; charset=utf-8"}}]}}"#,
        ),
        fails(
            r#"get | sent {"method":"prompts/get"} | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"image","data":"data:image/png;base64,iVBORw==","mimeType":"image/png"}}]}}"#,
            "the data of a block of type \"image\" is no Base64",
        ),
        fails(
            r#"get | sent {"method":"prompts/get"} | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"image","data":"iVBORw==","mimeType":"png"}}]}}"#,
            "\"png\" is no media type",
        ),
    ],
};

/// Data that is missing or no string is the matter of another check.
fn judge(seen: &Transcript) -> Judgement {
    for_results(
        seen,
        "prompts/get",
        "image or sound in a prompt",
        has_media,
        |reply, result| {
            for block in contents_of(result).filter(|block| is_media(block)) {
                hold_base64(reply, block)?;
                let name = block["mimeType"].as_str();
                reply.require(name.is_none_or(is_media_type), || {
                    format!("{:?} is no media type", name.unwrap_or_default())
                })?;
            }
            Ok(())
        },
    )
}

fn has_media(_: &Reply<'_>, result: &Value) -> bool {
    contents_of(result).any(is_media)
}

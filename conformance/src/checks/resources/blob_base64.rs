use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::for_results;
use crate::checks::tools::{bytes_of, is_base64};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.blob-base64",
    requirements: &["RES-BLOB-BASE64"],
    summary: "binary contents of resources are Base64, and as long as they were listed",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Encode the bytes in the Base64 of RFC 4648 section 4, padded and on one line; list the size of the bytes, not of their encoding.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"resources": [{"uri": "a:b", "size": 3}]}
            read | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"contents":[{"uri":"a:b","blob":"AAAA"}]}}"#,
        ),
        fails(
            r#"read | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"contents":[{"uri":"a:b","blob":"-_8"}]}}"#,
            "a blob is no Base64",
        ),
        fails(
            r#"facts: {"resources": [{"uri": "a:b", "size": 4}]}
            read | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"contents":[{"uri":"a:b","blob":"AAAA"}]}}"#,
            "a blob of 3 bytes is listed with 4",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let has_blob = |result: &Value| blobs_of(result).next().is_some();
    for_results(
        seen,
        "resources/read",
        "blob",
        |_, result| has_blob(result),
        |reply, result| {
            for (uri, blob) in blobs_of(result) {
                reply.require(is_base64(blob), || "a blob is no Base64".to_owned())?;
                let (bytes, listed) = (
                    bytes_of(blob).map_or(0, |bytes| bytes.len() as u64),
                    listed_size(seen, uri),
                );
                reply.advise(listed.is_none_or(|listed| listed == bytes), || {
                    format!(
                        "a blob of {bytes} bytes is listed with {}",
                        listed.unwrap_or_default()
                    )
                })?;
            }
            Ok(())
        },
    )
}

fn blobs_of(result: &Value) -> impl Iterator<Item = (&Value, &str)> {
    let contents = result["contents"].as_array().into_iter().flatten();
    contents.filter_map(|item| Some((&item["uri"], item["blob"].as_str()?)))
}

/// The size that the list gives, if it gives one.
fn listed_size(seen: &Transcript, uri: &Value) -> Option<u64> {
    let mut resources = seen.head.facts.resources.iter();
    resources.find(|resource| resource["uri"] == *uri)?["size"].as_u64()
}

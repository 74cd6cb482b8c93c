use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::hostile_survived;
use crate::probes::hostile::{HOSTILE_URIS, LISTED, URIS};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "resources.uri-validated",
    requirements: &["RES-URI-VALIDATED"],
    summary: "what is no URI of a resource is not read",
    severity: Severity::High,
    probe: &URIS,
    needs: &[],
    judge,
    remedy: "Look a URI up whole, as it came, among the resources and templates that are offered; refuse every other one before anything is opened.",
    classes: &["CWE-20", "CWE-22", "CWE-158"],
    examples: &[
        passes("resources-listed | 200 | ok\nuri-null | 400 | error -32602\nresources-listed | 200 | ok"),
        fails(
            r#"resources-listed | 200 | ok
            uri-null | 200 | {"id":1,"result":{"contents":[{"uri":"a","text":"b"}]}}
            resources-listed | 200 | ok"#,
            "contents came for a listed URI with a NUL behind it",
        ),
        fails(
            r#"resources-listed | 200 | ok
            uri-fragment | 200 | {"id":1,"result":{"contents":[{"uri":"a","text":"b"}]}}
            resources-listed | 200 | ok"#,
            "contents came for a URI with a fragment",
        ),
        fails(
            "resources-listed | 200 | ok\nuri-long | closed\nresources-listed | unreachable",
            "after a URI of 64 KiB the target answers no more: unreachable",
        ),
    ],
};

/// A template may offer these, however unlikely: contents are worth a warning only.
const MAY_BE_OFFERED: &[&str] = &[
    "uri-userinfo",
    "uri-fragment",
    "uri-traversal",
    "uri-scheme",
    "uri-long",
];

fn judge(seen: &Transcript) -> Judgement {
    hostile_survived(seen, LISTED, HOSTILE_URIS)?;
    for (label, what) in HOSTILE_URIS {
        for reply in seen.exchanges(label).filter(has_contents) {
            let says = || format!("contents came for {what}");
            let held = MAY_BE_OFFERED.contains(label);
            reply.require(held, says)?;
        }
    }
    for (label, what) in HOSTILE_URIS {
        for reply in seen.exchanges(label) {
            reply.advise(!has_contents(&reply), || format!("contents came for {what}"))?;
        }
    }
    Ok(())
}

/// An empty list of contents is the matter of another check.
fn has_contents(reply: &Reply<'_>) -> bool {
    let contents =
        |result: &serde_json::Value| result["contents"].as_array().is_some_and(|all| !all.is_empty());
    reply.is_served() && reply.result().is_some_and(contents)
}

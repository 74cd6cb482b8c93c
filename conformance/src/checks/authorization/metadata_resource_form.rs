use crate::check::Verdict;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::documents;
use crate::probes::authorization::{CALL, METADATA, is_loopback};
use crate::transcript::Transcript;
use url::Url;

pub static CHECK: Check = Check {
    id: "authorization.metadata-resource-form",
    requirements: &["AUTH-PRM-RESOURCE-FORM"],
    summary: "the resource in the metadata is an absolute https URL without a fragment",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Let `resource` in the metadata be an absolute https URL without a fragment.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            r#"good-call | 200 | ok
            metadata-at-path | 200 | Content-Type: application/json | {"resource":"https://a.example/mcp","authorization_servers":["http://127.0.0.1:8"]}"#,
        ),
        fails(
            r#"good-call | 200 | ok
            metadata-at-path | 200 | Content-Type: application/json | {"resource":"mcp.example.com","authorization_servers":["http://127.0.0.1:8"]}"#,
            "the resource in the metadata is no absolute URL",
        ),
        fails(
            r#"good-call | 200 | ok
            metadata-at-path | 200 | Content-Type: application/json | {"resource":"https://a.example/mcp#x","authorization_servers":["http://127.0.0.1:8"]}"#,
            "the resource in the metadata has a fragment",
        ),
        fails(
            r#"good-call | 200 | ok
            metadata-at-path | 200 | Content-Type: application/json | {"resource":"http://a.example/mcp","authorization_servers":["http://127.0.0.1:8"]}"#,
            "the resource in the metadata is not of the scheme https",
        ),
    ],
};

/// Loopback addresses may do without TLS.
fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let mut named = false;
    for (reply, document) in documents(seen) {
        let Some(resource) = document.get("resource") else {
            continue;
        };
        named = true;
        let url = resource.as_str().and_then(|text| Url::parse(text).ok());
        reply.require(url.is_some(), || {
            "the resource in the metadata is no absolute URL".to_owned()
        })?;
        let Some(url) = url else { continue };
        reply.require(url.fragment().is_none(), || {
            "the resource in the metadata has a fragment".to_owned()
        })?;
        let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        reply.require(secure, || {
            "the resource in the metadata is not of the scheme https".to_owned()
        })?;
    }
    if named {
        Ok(())
    } else {
        Err(Verdict::not_applicable("no metadata with a resource was found"))
    }
}

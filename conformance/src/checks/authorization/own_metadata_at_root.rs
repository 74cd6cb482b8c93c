use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::own_metadata::{AT_ROOT, AT_ROOT_AGAIN, ELSEWHERE, OWN_METADATA, WITH_VERSION};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "authorization.own-metadata-at-root",
    requirements: &["AS-METADATA-ROOT"],
    summary: "the metadata of the target's own authorization server lies at the root of its host",
    severity: Severity::Medium,
    probe: &OWN_METADATA,
    needs: &[],
    judge,
    remedy: "Serve /.well-known/oauth-authorization-server at the root, whatever the path of the MCP endpoint.",
    classes: &[],
    examples: &[
        passes(
            r#"server-metadata-at-root | no id | 200 | {"issuer":"http://127.0.0.1:9"}
server-metadata-with-version | no id | 200 | {"issuer":"http://127.0.0.1:9"}
server-metadata-at-root-again | no id | 200 | {"issuer":"http://127.0.0.1:9"}
server-metadata-below-endpoint | no id | 404"#,
        ),
        passes(
            r#"server-metadata-at-root | no id | 200 | {"issuer":"http://127.0.0.1:9"}
server-metadata-with-version | no id | 200 | {"issuer":"http://127.0.0.1:9","scopes_supported":["mcp"]}
server-metadata-at-root-again | no id | 200 | {"issuer":"http://127.0.0.1:9"}"#,
        ),
        fails(
            r#"server-metadata-at-root | no id | 404
server-metadata-with-version | no id | 404
server-metadata-at-root-again | no id | 404
server-metadata-below-endpoint | no id | 200 | {"issuer":"http://127.0.0.1:9"}"#,
            "the metadata is there below the path of the endpoint alone",
        ),
        fails(
            r#"server-metadata-at-root | no id | 200 | {"issuer":"http://127.0.0.1:9"}
server-metadata-with-version | no id | 404
server-metadata-at-root-again | no id | 200 | {"issuer":"http://127.0.0.1:9"}"#,
            "the metadata is not there where the request names the version",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let sign_in = seen.head.facts.sign_in.as_ref();
    if sign_in.is_some_and(|sign_in| sign_in.issuer.is_some()) {
        return Err(Verdict::not_applicable(
            "the target's authorization server has an origin of its own",
        ));
    }
    let root = seen.reply(AT_ROOT)?;
    let versioned = seen.reply(WITH_VERSION)?;
    if document(&root).is_none() {
        let elsewhere = ELSEWHERE.iter().filter_map(|label| seen.reply(label).ok());
        return match elsewhere.into_iter().find(|reply| document(reply).is_some()) {
            // An error of the server's says nothing of where the metadata is.
            Some(_) if !matches!(root.status(), 404 | 405) => Err(Verdict::inconclusive(format!(
                "the metadata at the root got {}",
                root.describe()
            ))),
            Some(found) => found.require(false, || {
                "the metadata is there below the path of the endpoint alone".to_owned()
            }),
            None => Err(Verdict::not_applicable("the target serves no metadata")),
        };
    }
    // The header says the version so that the document may differ with it.
    if document(&versioned).is_some() {
        return Ok(());
    }
    let again = seen.reply(AT_ROOT_AGAIN)?;
    let is_gone = matches!(versioned.status(), 404 | 405) && document(&again).is_some();
    versioned.require(!is_gone, || {
        "the metadata is not there where the request names the version".to_owned()
    })?;
    Err(Verdict::inconclusive(format!(
        "the request that names the version got {}",
        versioned.describe()
    )))
}

/// The metadata, if it is some.
fn document(reply: &Reply<'_>) -> Option<Value> {
    let document: Value = serde_json::from_slice(&reply.body).ok()?;
    (reply.is_success() && document["issuer"].is_string()).then_some(document)
}

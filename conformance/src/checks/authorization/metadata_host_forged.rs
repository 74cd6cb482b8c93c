use super::documents;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::authorization::{CALL, FORGED, FORGED_HOST, METADATA};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.metadata-host-forged",
    requirements: &["AUTH-PRM-RESOURCE-MATCH"],
    summary: "the metadata does not follow the Host of a request",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Take the resource and the addresses in metadata and challenges from configuration, not from Host, Forwarded or X-Forwarded-Host.",
    classes: &["CWE-644", "CWE-290"],
    examples: &[
        passes(
            r#"good-call | 200 | ok
call-without-token | 401
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"]}
metadata-with-forged-host | 403
metadata-with-forged-forwarding | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp"}"#,
        ),
        fails(
            r#"good-call | 200 | ok
call-without-token | 401
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"]}
metadata-with-forged-host | 200 | Content-Type: application/json | {"resource": "http://attacker.example/mcp"}"#,
            "the metadata names the host of a forged Host header",
        ),
        fails(
            r#"good-call | 200 | ok
call-without-token | 401
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"]}
metadata-with-forged-host | 403
metadata-with-forged-forwarding | 403
challenge-with-forged-forwarding | 401 | WWW-Authenticate: Bearer resource_metadata="http://attacker.example/x""#,
            "the challenge names the host of a forged Host header",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    if documents(seen).is_empty() {
        return Err(Verdict::not_applicable("no metadata was found"));
    }
    let mut looked = false;
    for label in FORGED {
        let Ok(reply) = seen.reply(label) else { continue };
        looked = true;
        let body = String::from_utf8_lossy(&reply.body);
        let challenge = reply.header("www-authenticate").unwrap_or_default();
        let follows = |text: &str| text.contains(FORGED_HOST);
        reply.advise(!(reply.status() == 200 && follows(&body)), || {
            "the metadata names the host of a forged Host header".to_owned()
        })?;
        reply.advise(!follows(challenge), || {
            "the challenge names the host of a forged Host header".to_owned()
        })?;
    }
    if looked {
        Ok(())
    } else {
        Err(Verdict::inconclusive(
            "no request with a forged Host was answered",
        ))
    }
}

use super::advertised_scopes;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::authorization::{CALL, METADATA};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.no-offline-access",
    requirements: &["AUTH-NO-OFFLINE-ACCESS"],
    summary: "offline_access is not among the advertised scopes",
    severity: Severity::Low,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Leave offline_access out of challenges and of the metadata: refresh tokens are between client and authorization server.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
good-call | 200 | ok
call-without-token | 401
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"], "scopes_supported": ["files:read"]}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
good-call | 200 | ok
call-without-token | 401
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"], "scopes_supported": ["offline_access"]}"#,
            "offline_access is advertised as a scope of the resource",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let advertised = advertised_scopes(seen);
    for (reply, scope) in &advertised {
        reply.advise(scope != "offline_access", || {
            "offline_access is advertised as a scope of the resource".to_owned()
        })?;
    }
    if advertised.is_empty() {
        return Err(Verdict::not_applicable("no scope is advertised"));
    }
    Ok(())
}

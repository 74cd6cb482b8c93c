use super::advertised_scopes;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::authorization::{CALL, METADATA};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.scopes-not-omnibus",
    requirements: &["AUTH-SCOPES-NOT-OMNIBUS"],
    summary: "no advertised scope stands for everything",
    severity: Severity::Low,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Name scopes for what they allow, and ask for the fewest.",
    classes: &["CWE-250", "MCP02:2025"],
    examples: &[
        passes(
            r#"good-call | 200 | ok
call-without-token | 401
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"], "scopes_supported": ["files:read"]}"#,
        ),
        fails(
            r#"good-call | 200 | ok
call-without-token | 401
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"], "scopes_supported": ["files:*"]}"#,
            "the scope \"files:*\" stands for everything",
        ),
        fails(
            r#"good-call | 200 | ok
call-without-token | 401 | WWW-Authenticate: Bearer scope="full-access"
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"]}"#,
            "the scope \"full-access\" stands for everything",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let advertised = advertised_scopes(seen);
    for (reply, scope) in &advertised {
        let word = scope.to_ascii_lowercase();
        let is_omnibus = word.contains('*') || OMNIBUS.contains(&word.as_str());
        reply.advise(!is_omnibus, || {
            format!("the scope {scope:?} stands for everything")
        })?;
    }
    if advertised.is_empty() {
        return Err(Verdict::not_applicable("no scope is advertised"));
    }
    Ok(())
}

/// Scopes that mean everything by their name.
const OMNIBUS: &[&str] = &[
    "all",
    "any",
    "full",
    "full-access",
    "full_access",
    "root",
    "superuser",
];

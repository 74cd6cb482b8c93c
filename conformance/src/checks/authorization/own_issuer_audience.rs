use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::own_tokens::{
    FOREIGN, FOREIGN_AUDIENCE, FOREIGN_OPEN, FOREIGN_TOLD, GOOD, OPEN_BARE, OWN_TOKENS, RESOURCE,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.own-issuer-audience",
    requirements: &["AUTH-AUD-REJECT-FOREIGN"],
    summary: "a token that the target's own authorization server made for somebody else is refused",
    severity: Severity::Critical,
    probe: &OWN_TOKENS,
    needs: &[],
    judge,
    remedy: "Compare what a token was made for with this server's resource identifier, wherever the token comes from.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes(
            r#"good-token | 200 | ok
foreign-resource-introspected | 200 | {"active":true,"aud":"https://somebody-else.example/mcp"}
foreign-resource | 401
foreign-resource-opens | 401"#,
        ),
        fails(
            r#"good-token | 200 | ok
foreign-resource-introspected | 200 | {"active":true,"aud":"https://somebody-else.example/mcp"}
foreign-resource | 200 | ok
foreign-resource-opens | 200 | ok"#,
            "answered 200 with a result to a token that was made for somebody else",
        ),
        fails(
            r#"good-token | 200 | ok
note: foreign-audience ["https://somebody-else.example/mcp"]
foreign-resource | 401
foreign-resource-opens | 200 | ok"#,
            "answered 200 with a result to a token that was made for somebody else",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    if seen.exchanges(FOREIGN_OPEN).next().is_none() && !seen.is_broken_off() {
        return Err(Verdict::not_applicable(
            "the authorization server of the target's own makes no token for another resource",
        ));
    }
    if !is_for_others(seen) {
        return Err(Verdict::not_applicable(
            "what a token is made for is the same whatever resource it is asked for, or cannot be seen",
        ));
    }
    let mut looked_at = false;
    for reply in seen.exchanges(FOREIGN).chain(seen.exchanges(FOREIGN_OPEN)) {
        reply.answered()?;
        let is_open = reply.label == FOREIGN_OPEN
            && seen
                .exchanges(OPEN_BARE)
                .any(|bare| super::is_granted_as(&bare, reply.sent.starts_with(b"GET ")));
        if !is_open {
            super::unless_unguarded(seen, &reply, OPEN_BARE, "a token that was made for somebody else")?;
            looked_at = true;
        }
    }
    if looked_at {
        Ok(())
    } else {
        Err(Verdict::inconclusive(
            "what the token was tried on is open to all",
        ))
    }
}

/// Whether the token says, or its maker, that it is for the other resource and for nobody else.
fn is_for_others(seen: &Transcript) -> bool {
    let told = seen.exchanges(FOREIGN_TOLD).next();
    let told = told.and_then(|reply| serde_json::from_slice::<Value>(&reply.body).ok());
    let noted = seen
        .note(FOREIGN_AUDIENCE)
        .and_then(|audience| audience.parse().ok());
    let audiences = [told.map(|told| told["aud"].clone()), noted];
    audiences.into_iter().flatten().any(|audience| match audience {
        Value::Array(audiences) => {
            !audiences.is_empty() && audiences.iter().all(|audience| audience == RESOURCE)
        }
        audience => audience == RESOURCE,
    })
}

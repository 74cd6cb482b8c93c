use std::collections::BTreeSet;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::credential::{Dates, Traces, presented_token};
use crate::probes::mrtr::MRTR;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.no-token-in-state",
    requirements: &["MRTR-NO-SECRETS-IN-STATE"],
    summary: "requestState does not hold the token of the client in any encoding",
    severity: Severity::Medium,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Keep secrets out of requestState, or encrypt it: what is signed only can be read by whoever carries it.",
    classes: &["CWE-522", "CWE-200", "MCP01:2025"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}} | sent GET / HTTP/1.1\r\nAuthorization: Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSIsImp0aSI6ImZlZDYzYjEyLTkwODEifQ.c2lnbmF0dXJlIG9mIGEgdG9rZW4gYWxpY2U\r\n\r\n
retry | 200 | {"id":1,"result":{"content":["yes"]}}
"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"x eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSIsImp0aSI6ImZlZDYzYjEyLTkwODEifQ.c2lnbmF0dXJlIG9mIGEgdG9rZW4gYWxpY2U y"}} | sent GET / HTTP/1.1\r\nAuthorization: Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSIsImp0aSI6ImZlZDYzYjEyLTkwODEifQ.c2lnbmF0dXJlIG9mIGEgdG9rZW4gYWxpY2U\r\n\r\n"#,
            "the requestState holds the token of the client",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let interims = super::interims(seen)?;
    let mut looked_at = BTreeSet::new();
    for (reply, result) in &interims {
        let Some(state) = result["requestState"].as_str() else {
            continue;
        };
        let Some(token) = presented_token(reply.sent) else {
            continue;
        };
        if !looked_at.insert(state.to_owned()) {
            continue;
        }
        let carried = format!("GET / HTTP/1.1\r\n\r\n{state}");
        let found = Traces::of(&token, Dates::Shared).token_in(&[carried.as_bytes()], false);
        reply.advise(found.is_none(), || {
            "the requestState holds the token of the client".to_owned()
        })?;
    }
    if looked_at.is_empty() {
        Err(Verdict::not_applicable(
            "the tool that asks for input issues no requestState, or no token was presented",
        ))
    } else {
        Ok(())
    }
}

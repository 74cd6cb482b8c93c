use mock_auth_server::{TokenIdentity, TokenRole};

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes, require};
use crate::credential::{Dates, Traces, presented_token};
use crate::probes::authorization::{LED, UPSTREAM};
use crate::probes::leads::LEAD;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.passthrough",
    requirements: &["AUTH-NO-PASSTHROUGH"],
    summary: "the client's token is not passed on to an upstream service",
    severity: Severity::Critical,
    probe: &UPSTREAM,
    needs: &[],
    judge,
    remedy: "Call upstream services with a token issued for them to this server, by token exchange (RFC 8693) for example, never with the one that the client sent.",
    classes: &["CWE-441", "MCP01:2025"],
    examples: &[
        passes(
            "upstream-call | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\nupstream: GET /probe HTTP/1.1\\nAuthorization: Bearer own\\n\\n",
        ),
        fails(
            "upstream-call | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\nupstream: GET /probe HTTP/1.1\\nX-User: cccccccccccccccc\\n\\n",
            "the claims or the signature of the client's token reached the upstream service in the header \"x-user\"",
        ),
        fails(
            "upstream-call | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\nupstream: GET /probe HTTP/1.1\\n\\nQmVhcmVyIGFhYWEuYmJiYmJiYmJiYmJiYmJiYi5jY2NjY2NjY2NjY2NjY2Nj",
            "the client's token reached the upstream service in the body, in base64",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let requests: Vec<&[u8]> = seen.upstream().collect();
    for (token, dates) in presented_tokens(seen) {
        let exchanged = was_exchanged(seen, &token);
        let arrival = Traces::of(&token, dates).token_in(&requests, exchanged);
        require(arrival.is_none(), || {
            arrival.map_or_else(String::new, |arrival| arrival.to_string())
        })?;
    }
    if requests.is_empty() {
        Err(Verdict::inconclusive("nothing arrived at the upstream service"))
    } else {
        Ok(())
    }
}

/// The tokens that the conversation presented, each once. Those that lead somewhere have dates of their own.
pub(super) fn presented_tokens(seen: &Transcript) -> Vec<(String, Dates)> {
    let mut tokens: Vec<(String, Dates)> = Vec::new();
    for reply in seen.all_exchanges() {
        let dates = if [LED, LEAD].contains(&reply.label) {
            Dates::Own
        } else {
            Dates::Shared
        };
        let new = |token: &String| !tokens.iter().any(|(known, _)| known == token);
        if let Some(token) = presented_token(reply.sent).filter(new) {
            tokens.push((token, dates));
        }
    }
    tokens
}

/// Whether the authorization server gave the target another token for this one (RFC 8693).
pub(super) fn was_exchanged(seen: &Transcript, token: &str) -> bool {
    let identity = TokenIdentity::of(token);
    seen.asked_of_issuer().any(|asked| {
        let subject = asked.meaning.token(TokenRole::SubjectToken);
        let granted = asked.answer.as_ref().is_some_and(|answer| answer.status == 200);
        granted && subject.is_some_and(|subject| subject.identity == identity)
    })
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::credential::presented_token;
use crate::probes::tokens::{GOOD, TOKENS};
use crate::transcript::{Reply, Transcript};
use memchr::memmem;

pub static CHECK: Check = Check {
    id: "authorization.token-not-echoed",
    requirements: &["AUTH-TOKEN-NOT-ECHOED"],
    summary: "no answer repeats the token that came with the request",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Leave the token out of error texts and of everything else that is sent or logged.",
    classes: &["CWE-209", "MCP01:2025"],
    examples: &[
        passes(
            "good-token | 200 | ok | sent POST /mcp HTTP/1.1\nexpired-hour | 401 | {\"no\": \"expired\"} | sent Authorization: Bearer aaaa.bbbb.cccc",
        ),
        fails(
            "good-token | 200 | ok\nexpired-hour | 401 | {\"no\": \"aaaa.bbbb.cccc\"} | sent Authorization: Bearer aaaa.bbbb.cccc",
            "an answer repeats the token",
        ),
    ],
};

/// A warning at most: the answers here go to the one who sent the token.
fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    let mut looked = false;
    for reply in seen.all_exchanges() {
        let Some(token) = presented_token(reply.sent) else {
            continue;
        };
        reply.advise(!repeats(&reply, &token), || {
            "an answer repeats the token that came with the request".to_owned()
        })?;
        looked |= reply.is_refused();
    }
    if looked {
        Ok(())
    } else {
        Err(Verdict::inconclusive("no request with a token was refused"))
    }
}

fn repeats(reply: &Reply<'_>, token: &str) -> bool {
    let token = token.as_bytes();
    let holds = |bytes: &[u8]| memmem::find(bytes, token).is_some();
    holds(&reply.body)
        || reply.headers.iter().any(|(_, value)| holds(value))
        || reply.events.iter().any(|event| holds(event.data.as_bytes()))
}

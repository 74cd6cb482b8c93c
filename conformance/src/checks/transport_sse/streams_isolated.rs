use serde_json::json;

use crate::check::{Check, Finding, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::http::CLEAN;
use crate::probes::http_sse::{FIRST, FIRST_REST, SECOND, SECOND_REST, SHARED_ID, STREAMS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-sse.streams-isolated",
    requirements: &["SSE-STREAM-ISOLATION"],
    summary: "what answers a post to one stream never comes on another",
    severity: Severity::High,
    probe: &STREAMS,
    needs: &[],
    judge,
    remedy: "Keep pending requests with the stream that they were posted to; ids of different clients are often the same.",
    classes: &["CWE-488", "MCP10:2025"],
    examples: &[
        passes(
            r#"clean | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
first | 202 | nothing-due
second | id "proofhouse-shared" | 202 | event {"jsonrpc":"2.0","id":"proofhouse-shared","result":{}}
first-rest | id 3 | 202 | event {"jsonrpc":"2.0","id":"proofhouse-shared","error":{"code":-32601,"message":"no"}} | event {"jsonrpc":"2.0","id":3,"result":{}}"#,
        ),
        fails(
            r#"clean | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
first | 202 | nothing-due
second | id "proofhouse-shared" | 202 | event {"jsonrpc":"2.0","id":"proofhouse-shared","error":{"code":-32601,"message":"no"}}"#,
            "the answer to a post to one stream came on another",
        ),
        fails(
            r#"clean | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
first | 202 | nothing-due
second | id "proofhouse-shared" | 202 | timed-out
first-rest | id 3 | 202 | event {"jsonrpc":"2.0","id":"proofhouse-shared","result":{}} | event {"jsonrpc":"2.0","id":3,"result":{}}"#,
            "the answer to a post to one stream came on another",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let first = seen.reply(FIRST)?;
    let second = seen.exchange(SECOND)?;
    let shared = json!(SHARED_ID);
    let on = |labels: &[&str], member: &str, other: &str| {
        let replies = labels.iter().flat_map(|label| seen.exchanges(label));
        let carries = |message: &Message| {
            let is_there = |name| message.member(name).is_some();
            message.answers(&shared) && is_there(member) && !is_there(other)
        };
        replies
            .filter(|reply| reply.messages().iter().any(carries))
            .map(|reply| reply.exchange)
            .collect::<Vec<_>>()
    };
    let mut strayed = on(&[SECOND, SECOND_REST], "error", "result");
    let pinged = !on(&[SECOND, SECOND_REST], "result", "").is_empty();
    if !pinged {
        // Otherwise the unknown method is what succeeded, which is the matter of another check.
        strayed.extend(on(&[FIRST_REST], "result", "error"));
    }
    if !strayed.is_empty() {
        return Err(Verdict::Fail(Finding {
            says: "the answer to a post to one stream came on another".to_owned(),
            evidence: [vec![first.exchange, second.exchange], strayed].concat(),
        }));
    }
    if !pinged || on(&[FIRST_REST], "error", "").is_empty() {
        return Err(Verdict::inconclusive(format!(
            "not both posts were answered: the first got {}, the second {}",
            first.describe(),
            second.describe()
        )));
    }
    Ok(())
}

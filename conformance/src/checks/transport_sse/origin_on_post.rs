use super::{had_effect, post_refused};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::transport_http::accuse;
use crate::probes::http::CLEAN;
use crate::probes::http_sse::{FOREIGN_POST, ORIGIN};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "transport-sse.origin-on-post",
    requirements: &["SSE-ORIGIN-POST"],
    summary: "a message from a foreign web page has no effect",
    severity: Severity::High,
    probe: &ORIGIN,
    needs: &[],
    judge,
    remedy: "Check `Origin` in front of the router, for the stream and for posts alike.",
    classes: &["CWE-346", "CWE-350"],
    examples: &[
        passes(
            "clean | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\nforeign-post | no id | 403",
        ),
        fails(
            r#"clean | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
foreign-post | no id | 202 | event {"jsonrpc":"2.0","id":"proofhouse-foreign-post","result":{}} | nothing-due"#,
            "carried out a post with a foreign Origin",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.exchange(FOREIGN_POST)?;
    accuse(seen, &reply, !had_effect(&reply), || {
        "carried out a post with a foreign Origin".to_owned()
    })?;
    if reply.end == Some(End::Closed) && reply.status() == 0 {
        return Ok(());
    }
    post_refused(&reply)
}

use super::{had_effect, post_refused};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::http_sse::{BARE_POST, OTHER_OWN, OTHER_POST, OTHER_PRINCIPAL, OWNER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-sse.cross-principal",
    requirements: &["SSE-CHANNEL-CROSS-PRINCIPAL"],
    summary: "nobody else can post to a user's stream",
    severity: Severity::High,
    probe: &OTHER_PRINCIPAL,
    needs: &[],
    judge,
    remedy: "Keep with each stream whose token opened it, and refuse posts that present another's, or none.",
    classes: &["CWE-639", "MCP07:2025"],
    examples: &[
        passes(
            "owner | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             other-on-own-stream | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             other-post | no id | 404\npost-without-token | no id | 401",
        ),
        fails(
            r#"owner | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
other-on-own-stream | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
other-post | no id | 202 | event {"jsonrpc":"2.0","id":"proofhouse-other-post","result":{}} | nothing-due
post-without-token | no id | 401"#,
            "another principal's post was carried out on the owner's stream",
        ),
        fails(
            r#"owner | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
other-on-own-stream | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
other-post | no id | 403
post-without-token | no id | 202 | event {"jsonrpc":"2.0","id":"proofhouse-post-without-token","result":{}} | nothing-due"#,
            "a post without a token was carried out on the owner's stream",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    seen.control(OTHER_OWN)?;
    for (label, whose) in [
        (OTHER_POST, "another principal's post"),
        (BARE_POST, "a post without a token"),
    ] {
        let reply = seen.exchange(label)?;
        if had_effect(&reply) {
            let says = format!("{whose} was carried out on the owner's stream");
            return Err(Verdict::Warn(reply.finding(says)));
        }
        post_refused(&reply)?;
    }
    Ok(())
}

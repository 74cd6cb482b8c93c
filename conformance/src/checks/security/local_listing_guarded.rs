use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tokens::{GOOD, LIST_BARE, LIST_GOOD, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "security.local-listing-guarded",
    requirements: &["SEC-LOCAL-HTTP-AUTH"],
    summary: "a server on this machine lists its tools to nobody without a credential",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Demand the token on every request, or serve local clients over stdio or a socket that other users cannot reach.",
    classes: &["CWE-306"],
    examples: &[
        passes(
            r"good-token | 200 | ok | sent GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n
list-with-token | 200 | ok
list-without-token | 401 | sent GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n",
        ),
        fails(
            r"good-token | 200 | ok
list-with-token | 200 | ok
list-without-token | 200 | ok | sent GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n",
            "listed its tools to a local client without a token",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    if seen.exchange(LIST_GOOD).is_err() {
        return Err(super::super::absent(seen, "the target declares no tools"));
    }
    seen.control(LIST_GOOD)?;
    let reply = seen.reply(LIST_BARE)?;
    if !super::sent_to_loopback(&reply) {
        return Err(Verdict::not_applicable("the target is not on this machine"));
    }
    reply.advise(!reply.is_served(), || {
        "listed its tools to a local client without a token".to_owned()
    })?;
    if reply.is_refused() {
        Ok(())
    } else {
        Err(Verdict::inconclusive(format!(
            "a list without a token got {}",
            reply.describe()
        )))
    }
}

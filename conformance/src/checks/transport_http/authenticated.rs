use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::http::{BARE, CLEAN, ENDPOINT, is_loopback};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.authenticated",
    requirements: &["HTTP-AUTHENTICATION-PRESENT"],
    summary: "a server that is protected, or that is reached over a network, serves nobody without credentials",
    severity: Severity::Medium,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Authenticate every connection, also for what only lists.",
    classes: &["CWE-306", "MCP07:2025"],
    examples: &[
        passes(
            r#"facts: {"authorization":{"audience":"http://127.0.0.1:9/mcp","scopes":[]}}
clean | 200 | ok
without-credentials | 401"#,
        ),
        fails(
            r#"facts: {"authorization":{"audience":"http://127.0.0.1:9/mcp","scopes":[]}}
clean | 200 | ok
without-credentials | 200 | ok"#,
            "answered 200 with a result to a request without credentials",
        ),
        fails(
            r"clean | sent GET /mcp HTTP/1.1\r\nHost: mcp.example\r\n\r\n | 200 | ok
without-credentials | 200 | ok",
            "answered 200 with a result to a request without credentials",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let host = seen.exchange(CLEAN)?.sent_header("host");
    let is_local = host.is_none_or(|host| is_loopback(&host));
    if is_local && !seen.head.facts.is_protected() {
        return Err(Verdict::not_applicable(
            "the target is on this machine, and its target file names no protection",
        ));
    }
    let reply = seen.reply(BARE)?;
    if reply.is_served() && seen.head.facts.work.is_none() {
        return Err(Verdict::inconclusive(
            "no tool may be called here, and lists may be public",
        ));
    }
    refused(&reply, "a request without credentials")
}

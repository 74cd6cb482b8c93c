use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumption::{FIRST, LATER, RESUMPTION};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.stateless-consistent",
    requirements: &["SESSION-STATELESS-CONSISTENT"],
    summary: "a server that issues no session id asks for none",
    severity: Severity::High,
    probe: &RESUMPTION,
    needs: &[],
    judge,
    remedy: "Issue the session id with the answer to initialize, or serve requests without one.",
    classes: &["CWE-703"],
    examples: &[
        passes(
            r#"facts: {"sessions": false}
initialize | 200 | ok
initialized | no id | 202
first | 200 | ok
later | 200 | ok"#,
        ),
        fails(
            r#"facts: {"sessions": false}
initialize | 200 | ok
initialized | no id | 202
first | 400"#,
            "answered 400 to a request without a session id, and issued none",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let opening = seen.reply("initialize")?;
    if opening.header(SESSION).is_some() {
        return Err(Verdict::not_applicable("the target issues session ids"));
    }
    if !opening.is_served() {
        return Err(Verdict::inconclusive(format!(
            "initialize got {}",
            opening.describe()
        )));
    }
    let both = || [FIRST, LATER].into_iter().flat_map(|label| seen.exchanges(label));
    // Where one is served, it is not the id that is missing.
    if both().any(|reply| reply.is_served()) {
        seen.control(FIRST)?;
        return seen.control(LATER);
    }
    for reply in both() {
        reply.answered()?;
        // A JSON-RPC error about the call itself may come with these statuses, too.
        let about_call = matches!(reply.error_code(), Some(-32601 | -32602));
        reply.require(about_call || !matches!(reply.status(), 400 | 404), || {
            format!(
                "answered {} to a request without a session id, and issued none",
                reply.describe()
            )
        })?;
    }
    seen.control(FIRST)?;
    seen.control(LATER)
}

/// The header that carries the id.
const SESSION: &str = "mcp-session-id";

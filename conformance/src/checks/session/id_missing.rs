use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::{LIFE, NO_ID, OWNER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.id-missing",
    requirements: &["SESSION-ID-MISSING-400"],
    summary: "a request without a session id gets 400 where one is required",
    severity: Severity::Low,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Answer 400 to a request without MCP-Session-Id; 404 tells the client that its session has ended.",
    classes: &[],
    examples: &[
        passes("owner | 200 | ok\nping-without-id | 400 | error -32600\nowner | 200 | ok"),
        fails(
            "owner | 200 | ok\nping-without-id | 404 | error -32600\nowner | 200 | ok",
            "answered 404 with error -32600 to a request without a session id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    let reply = seen.reply(NO_ID)?;
    if reply.is_served() {
        return Err(Verdict::not_applicable("the target requires no session id"));
    }
    reply.advise(reply.status() == 400, || {
        format!("answered {} to a request without a session id", reply.describe())
    })
}

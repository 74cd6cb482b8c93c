use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tokens::{GOOD, NO_TOKEN, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.no-token",
    requirements: &["AUTH-401-NO-TOKEN"],
    summary: "a request without a token is answered with 401",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Answer 401 with a Bearer challenge to every request without a token, before looking at its body.",
    classes: &["CWE-306", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\nno-token | 401"),
        fails(
            "good-token | 200 | ok\nno-token | 200 | ok",
            "answered 200 with a result to a request without a token",
        ),
        fails("good-token | 200 | ok\nno-token | 400", "answered 400"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    let reply = seen.reply(NO_TOKEN)?;
    if reply.is_served() && seen.head.facts.work.is_none() {
        return Err(Verdict::inconclusive(
            "no tool may be called here, and lists may be public",
        ));
    }
    reply.require(reply.status() == 401, || {
        format!("answered {} to a request without a token", reply.describe())
    })
}

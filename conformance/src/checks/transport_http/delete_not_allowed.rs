use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::http::{CLEAN, DELETE, ENDPOINT};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.delete-not-allowed",
    requirements: &["HTTP-DELETE-405"],
    summary: "DELETE is answered with 405 by a server that speaks modern revisions only",
    severity: Severity::Low,
    probe: &ENDPOINT,
    needs: &[Need::ModernOnly],
    judge,
    remedy: "Answer DELETE on the MCP endpoint with 405 Method Not Allowed.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\ndelete | no id | 405"),
        fails("clean | 200 | ok\ndelete | no id | 200", "answered 200 to DELETE"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(DELETE)?;
    if matches!(reply.status(), 401 | 403) {
        return Err(Verdict::inconclusive(format!(
            "answered {} to DELETE",
            reply.describe()
        )));
    }
    reply.require(reply.status() == 405, || {
        format!("answered {} to DELETE", reply.describe())
    })
}

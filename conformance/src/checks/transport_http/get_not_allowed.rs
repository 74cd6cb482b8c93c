use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::http::{CLEAN, ENDPOINT, GET};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.get-not-allowed",
    requirements: &["HTTP-GET-405"],
    summary: "GET is answered with 405 by a server that speaks modern revisions only",
    severity: Severity::Low,
    probe: &ENDPOINT,
    needs: &[Need::ModernOnly],
    judge,
    remedy: "Answer GET on the MCP endpoint with 405 Method Not Allowed.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nget | no id | 405"),
        fails("clean | 200 | ok\nget | no id | 200", "answered 200 to GET"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(GET)?;
    if matches!(reply.status(), 401 | 403) {
        return Err(Verdict::inconclusive(format!(
            "answered {} to GET",
            reply.describe()
        )));
    }
    reply.require(reply.status() == 405, || {
        format!("answered {} to GET", reply.describe())
    })
}

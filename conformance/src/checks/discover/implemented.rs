use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::{DISCOVER, DISCOVERY, SERVED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "discover.implemented",
    requirements: &["DISC-IMPLEMENTED"],
    summary: "server/discover is answered, as the first message too",
    severity: Severity::Medium,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "Implement `server/discover`; it needs nothing but the request's own metadata.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{}}"#,
        ),
        fails(
            "served | 200 | ok\ndiscover | 404 | error -32601",
            "answered 404 with error -32601 to server/discover",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    let reply = seen.reply(DISCOVER)?;
    reply.require(reply.is_served(), || {
        format!("answered {} to server/discover", reply.describe())
    })
}

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::{CLIENT_INFO_MISSING, METADATA, SERVED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.client-info-optional",
    requirements: &["META-CLIENTINFO-OPTIONAL"],
    summary: "a request without clientInfo is served",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Treat `clientInfo` as optional.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\nclient-info-missing | 200 | ok"),
        fails(
            "served | 200 | ok\nclient-info-missing | 400 | error -32602",
            "answered 400 with error -32602 to a request without clientInfo",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    let reply = seen.reply(CLIENT_INFO_MISSING)?;
    reply.require(reply.is_served(), || {
        format!("answered {} to a request without clientInfo", reply.describe())
    })
}

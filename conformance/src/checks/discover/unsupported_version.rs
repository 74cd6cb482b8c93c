use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::UNSUPPORTED_VERSION;
use crate::probes::versioning::{DISCOVER_UNKNOWN, SERVED, VERSIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "discover.unsupported-version",
    requirements: &["DISC-UNSUPPORTED-VERSION"],
    summary: "discovery under an unsupported version is refused like any request",
    severity: Severity::Low,
    probe: &VERSIONS,
    needs: &[],
    judge,
    remedy: "Check the version before `server/discover` is dispatched, as for every method.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\ndiscover-version-past | 400 | error -32022"),
        fails(
            "served | 200 | ok\ndiscover-version-past | 200 | ok",
            "answered 200 with a result to discovery",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    let reply = seen.reply(DISCOVER_UNKNOWN)?;
    let held = reply.error_code() == Some(UNSUPPORTED_VERSION);
    reply.require(held, || {
        format!(
            "answered {} to discovery under an unsupported version",
            reply.describe()
        )
    })
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::http::{VERSION_HEADER, WITH_VERSION, WITHOUT_VERSION};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.handshake-without-version",
    requirements: &["HTTP-PROTOVER-NOT-ON-INIT"],
    summary: "a handshake needs no version header",
    severity: Severity::Medium,
    probe: &VERSION_HEADER,
    needs: &[],
    judge,
    remedy: "Do not ask for MCP-Protocol-Version on initialize: the version is agreed on there, and named in the header afterwards.",
    classes: &[],
    examples: &[
        passes(
            "handshake-with-version | 200 | ok\nhandshake-without-version | 200 | ok\nhandshake-with-version | 200 | ok",
        ),
        passes(
            "handshake-with-version | 400\nhandshake-without-version | 200 | ok\nhandshake-with-version | 400",
        ),
        fails(
            "handshake-with-version | 200 | ok\nhandshake-without-version | 400 | error -32600\nhandshake-with-version | 200 | ok",
            "answered 400 with error -32600 to a handshake without the version header, and served those with it",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let bare = seen.reply(WITHOUT_VERSION)?;
    if bare.is_served() {
        return Ok(());
    }
    seen.control(WITH_VERSION)?;
    bare.require(!bare.is_refused(), || {
        format!(
            "answered {} to a handshake without the version header, and served those with it",
            bare.describe()
        )
    })?;
    Err(Verdict::inconclusive(format!(
        "a handshake without the version header got {}",
        bare.describe()
    )))
}

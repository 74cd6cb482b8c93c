use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::http::{HANDSHAKES, VERSION_HEADER};
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
        passes("handshake-with-version | 200 | ok\nhandshake-without-version | 200 | ok"),
        passes("handshake-with-version | 400\nhandshake-without-version | 200 | ok"),
        fails(
            "handshake-with-version | 200 | ok\nhandshake-without-version | 400 | error -32600",
            "answered 400 with error -32600 to a handshake without the version header, and served one with it",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let bare = seen.reply(HANDSHAKES[1])?;
    if bare.is_served() {
        return Ok(());
    }
    let with_version = seen.reply(HANDSHAKES[0])?;
    bare.require(!(with_version.is_served() && bare.is_refused()), || {
        format!(
            "answered {} to a handshake without the version header, and served one with it",
            bare.describe()
        )
    })?;
    Err(Verdict::inconclusive(format!(
        "handshakes with the version header and without got {} and {}",
        with_version.describe(),
        bare.describe()
    )))
}

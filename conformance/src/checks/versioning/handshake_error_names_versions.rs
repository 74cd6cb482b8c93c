use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::versioning::{BEFORE_HANDSHAKE, HANDSHAKE, LEGACY_HANDSHAKE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.handshake-error-names-versions",
    requirements: &["VER-LEGACY-INIT-NAMES-VERSIONS"],
    summary: "the error to a handshake names the versions that are spoken",
    severity: Severity::Low,
    probe: &HANDSHAKE,
    needs: &[Need::ModernOnly],
    judge,
    remedy: "Name the supported versions in the error to `initialize`; an old client can show its user nothing else.",
    classes: &[],
    examples: &[
        passes(
            r#"before-handshake | 200 | ok
legacy-handshake | 400 | {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"speak 2026-07-28"}}"#,
        ),
        fails(
            "before-handshake | 200 | ok\nlegacy-handshake | 404 | error -32601",
            "names no version",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(BEFORE_HANDSHAKE)?;
    let reply = seen.reply(LEGACY_HANDSHAKE)?;
    let Some(error) = reply.error() else {
        return Err(Verdict::inconclusive(format!(
            "the handshake got {}",
            reply.describe()
        )));
    };
    let named = error.to_string().contains(seen.head.cell.revision.as_str());
    reply.require(named, || {
        "the error to a legacy handshake names no version that is spoken".to_owned()
    })
}

use super::errors;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::VERSIONS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.unsupported-requested",
    requirements: &["VER-UNSUPPORTED-REQUESTED-ECHO"],
    summary: "the error about the version repeats the version asked for",
    severity: Severity::Low,
    probe: &VERSIONS,
    needs: &[],
    judge,
    remedy: "Put the version that was asked for into `data.requested` of the error.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
version-past | 400 | {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"no","data":{"supported":["2026-07-28"],"requested":"1900-01-01"}}}
version-future | 400 | {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"no","data":{"supported":["2026-07-28"],"requested":"2999-12-31"}}}"#,
        ),
        fails(
            "served | 200 | ok\nversion-past | 400 | error -32022\nversion-future | 400 | error -32022",
            "asked for 1900-01-01, the error says null",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, version) in errors(seen)? {
        let requested = reply
            .error()
            .map(|error| error["data"]["requested"].clone())
            .unwrap_or_default();
        reply.require(requested == version, || {
            format!("asked for {version}, the error says {requested}")
        })?;
    }
    Ok(())
}

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::jsonrpc::UNSUPPORTED_VERSION;
use crate::probes::versioning::{KNOWN_VERSION, SERVED, VERSIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.known-but-unsupported",
    requirements: &["VER-KNOWN-BUT-UNSUPPORTED"],
    summary: "a published version that is not supported is refused like an unknown one",
    severity: Severity::Medium,
    probe: &VERSIONS,
    needs: &[],
    judge,
    remedy: "Refuse every version that is not implemented with -32022, published or not.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\nknown-version | 400 | error -32022"),
        fails(
            "served | 200 | ok\nknown-version | 200 | ok",
            "answered 200 with a result to a published version",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    let mut replies = seen.exchanges(KNOWN_VERSION).peekable();
    if replies.peek().is_none() {
        return Err(absent(seen, "the target speaks every published version"));
    }
    for reply in replies {
        reply.answered()?;
        let held = reply.error_code() == Some(UNSUPPORTED_VERSION);
        reply.require(held, || {
            format!(
                "answered {} to a published version that it does not speak",
                reply.describe()
            )
        })?;
    }
    Ok(())
}

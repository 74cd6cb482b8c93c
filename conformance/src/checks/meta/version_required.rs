use super::{invalid_params, is_unambiguous};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::{METADATA, SERVED, VERSION_MISSING};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.version-required",
    requirements: &["META-PROTOCOL-VERSION-REQUIRED"],
    summary: "a request without a version is refused",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Check `_meta` of every request before it is dispatched, and answer -32602 where a required member is missing.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\nversion-missing | 400 | error -32602"),
        fails(
            "served | 200 | ok\nversion-missing | 200 | ok",
            "answered 200 with a result to a request without a protocol version",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    is_unambiguous(seen)?;
    seen.control(SERVED)?;
    invalid_params(seen, &seen.reply(VERSION_MISSING)?, "a protocol version")
}

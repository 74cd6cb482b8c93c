use super::{invalid_params, is_unambiguous};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::{META_MISSING, METADATA, SERVED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.missing",
    requirements: &["META-MISSING-ENTIRELY"],
    summary: "a request without _meta is refused",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Check `_meta` of every request before it is dispatched, and answer -32602 where a required member is missing.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\nmeta-missing | 400 | error -32602"),
        fails(
            "served | 200 | ok\nmeta-missing | 200 | ok",
            "answered 200 with a result to a request without _meta",
        ),
        fails(
            "served | 200 | ok\nmeta-missing | 400 | error -32020",
            "answered 400 with error -32020",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    is_unambiguous(seen)?;
    seen.control(SERVED)?;
    invalid_params(seen, &seen.reply(META_MISSING)?, "_meta")
}

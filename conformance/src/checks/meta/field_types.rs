use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::{METADATA, SERVED, WRONG_TYPES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.field-types",
    requirements: &["META-FIELD-TYPES"],
    summary: "required metadata of the wrong type is refused",
    severity: Severity::Low,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Check that the version is a string and the capabilities are an object.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            "served | 200 | ok\nversion-number | 400\ncapabilities-array | 400\ncapabilities-string | 400\ncapabilities-null | 400",
        ),
        fails(
            "served | 200 | ok\nversion-number | 400\ncapabilities-array | 200 | ok",
            "answered 200 with a result to capabilities that are an array",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    for (label, what) in WRONG_TYPES {
        let reply = seen.reply(label)?;
        reply.require(!reply.is_served(), || {
            format!("answered {} to {what}", reply.describe())
        })?;
    }
    Ok(())
}

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{AGREEING, FIELD_NAME_CASES, MIRRORED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.field-name-case",
    requirements: &["HDR-FIELD-NAME-CASE"],
    summary: "header names are read in any case",
    severity: Severity::Medium,
    probe: &MIRRORED,
    needs: &[],
    judge,
    remedy: "Look headers up without regard to case, as HTTP asks.",
    classes: &[],
    examples: &[
        passes(
            "agreeing | 200 | ok\nnames-lower-case | 200 | ok\nnames-upper-case | 200 | ok\nnames-mixed-case | 200 | ok",
        ),
        fails(
            "agreeing | 200 | ok\nnames-lower-case | 400",
            r#"answered 400 to "names-lower-case""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(AGREEING)?;
    for label in FIELD_NAME_CASES {
        let reply = seen.reply(label)?;
        reply.require(reply.is_served(), || {
            format!("answered {} to \"{label}\"", reply.describe())
        })?;
    }
    Ok(())
}

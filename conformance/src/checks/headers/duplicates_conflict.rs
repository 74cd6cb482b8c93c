use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::probes::headers::{AGREEING, CONFLICTS, NAME_CONFLICTS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.duplicates-conflict",
    requirements: &["HDR-DUPLICATE-CONFLICT"],
    summary: "two values for one mirrored header are refused",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Refuse a request that has a mirrored header twice.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing | 200 | ok\nmethod-then-other | 400\nother-then-method | 400"),
        fails(
            "agreeing | 200 | ok\nmethod-then-other | 200 | ok",
            r#"answered 200 with a result to "method-then-other""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(AGREEING)?;
    seen.exchange(CONFLICTS[0])?;
    for reply in CONFLICTS
        .iter()
        .chain(NAME_CONFLICTS)
        .flat_map(|label| seen.exchanges(label))
    {
        reply.answered()?;
        // Only a gateway would pass on another value than it checked.
        reply.advise(!reply.is_served(), || {
            format!("answered {} to \"{}\"", reply.describe(), reply.label)
        })?;
    }
    Ok(())
}

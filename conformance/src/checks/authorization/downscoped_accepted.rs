use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::operations::{OPERATIONS, WITH_ITS_OWN};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.downscoped-accepted",
    requirements: &["AUTH-DOWNSCOPED-ACCEPTED"],
    summary: "a token with fewer scopes is good for what those scopes cover",
    severity: Severity::Low,
    probe: &OPERATIONS,
    needs: &[],
    judge,
    remedy: "Ask of a token the scopes that the called operation needs, and not those of all operations.",
    classes: &["CWE-272"],
    examples: &[
        passes(
            r"work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-its-own-scopes | 200 | ok",
        ),
        fails(
            r"work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-its-own-scopes | 403",
            "refused an operation to a token that has its scopes and those of no other",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for reply in super::with_control(seen, WITH_ITS_OWN)? {
        reply.advise(reply.is_done(), || {
            "refused an operation to a token that has its scopes and those of no other".to_owned()
        })?;
    }
    Ok(())
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::sessions::{ALTERED_ID, LIFE, NO_ID, OWNER, UNKNOWN_ID};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.id-unknown",
    requirements: &["SESSION-ID-UNKNOWN-REFUSED"],
    summary: "an id that was never issued is no session",
    severity: Severity::Medium,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Look the id up among the sessions that are open, and answer 404 when it is not there.",
    classes: &["CWE-384"],
    examples: &[
        passes(
            "owner | 200 | ok\nping-without-id | 400\nunknown-id | 404\naltered-id | 404\nowner | 200 | ok",
        ),
        fails(
            "owner | 200 | ok\nping-without-id | 400\nunknown-id | 404\naltered-id | 200 | ok\nowner | 200 | ok",
            "answered 200 with a result to an issued session id with one character changed",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    if seen.reply(NO_ID)?.is_served() {
        return Err(Verdict::not_applicable("the target requires no session id"));
    }
    refused(&seen.reply(UNKNOWN_ID)?, "a session id that was never issued")?;
    refused(
        &seen.reply(ALTERED_ID)?,
        "an issued session id with one character changed",
    )
}

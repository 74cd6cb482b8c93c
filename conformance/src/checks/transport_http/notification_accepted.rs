use super::is_bare_202;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::http::{CLEAN, ENDPOINT, NOTIFICATION};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.notification-accepted",
    requirements: &["HTTP-NOTIFICATION-202", "HTTP-NOTIFICATION-ACCEPTED-202"],
    summary: "an accepted notification is answered with 202 and no body",
    severity: Severity::Medium,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Answer a notification with 202 Accepted and an empty body.",
    classes: &[],
    examples: &[
        passes("initialized | no id | 202\nclean | 200 | ok\nnotification | no id | 400"),
        fails(
            "initialized | no id | 202\nclean | 200 | ok\nnotification | no id | 200 | {}",
            r#"answered 200 to "notification""#,
        ),
        fails(
            "initialized | no id | 400\nclean | 200 | ok",
            r#"answered 400 to "initialized""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let mut accepted = false;
    for reply in seen.exchanges("initialized").chain(seen.exchanges(NOTIFICATION)) {
        reply.answered()?;
        let says = || format!("answered {} to \"{}\"", reply.describe(), reply.label);
        reply.require(is_bare_202(&reply) || (400..500).contains(&reply.status()), says)?;
        reply.require(is_bare_202(&reply) || reply.label != "initialized", says)?;
        accepted |= is_bare_202(&reply);
    }
    if accepted {
        Ok(())
    } else {
        Err(absent(seen, "the notification was not accepted"))
    }
}

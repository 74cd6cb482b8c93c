use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::unless_open;
use crate::probes::token_forms::{EXPIRED, GOOD, ISSUED, TOKEN_FORMS, summary};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.clock-leeway",
    requirements: &["AUTH-CLOCK-LEEWAY", "AUTH-IAT-FUTURE"],
    summary: "a token is good for a few minutes beyond its expiry at most",
    severity: Severity::Medium,
    probe: &TOKEN_FORMS,
    needs: &[],
    judge,
    remedy: "Allow for clocks that differ by a minute or two, and for no more.",
    classes: &["CWE-613"],
    examples: &[
        passes(
            r"good-token | 200 | ok
no-token | 401
expired-300-s | 200 | ok
expired-601-s | 401
expired-1800-s | 401
issued-tomorrow | 200 | ok",
        ),
        fails(
            r"good-token | 200 | ok
no-token | 401
expired-601-s | 200 | ok",
            "answered 200 with a result to a token that expired 601 seconds ago",
        ),
        fails(
            r"good-token | 200 | ok
no-token | 401
expired-601-s | 401
expired-1800-s | 401
issued-as-text | 500",
            "answered 500 to a token whose date of issue is no date",
        ),
    ],
};

/// Up to five minutes nobody is accused, and whether a date of issue is looked at is the server's choice.
fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    for (label, _) in EXPIRED.iter().filter(|(_, seconds)| *seconds > BOUND_S) {
        let reply = seen.reply(label)?;
        let says = || format!("answered {} to {}", reply.describe(), summary(label));
        unless_open(seen, reply.advise(!reply.is_served(), says))?;
        if !reply.is_refused() {
            return Err(Verdict::inconclusive(format!("{}, which is no refusal", says())));
        }
    }
    for label in ISSUED {
        if let Ok(reply) = seen.reply(label) {
            reply.advise(reply.status() < 500, || {
                let got = reply.describe();
                format!("answered {got} to a token whose date of issue is no date, or to come")
            })?;
        }
    }
    Ok(())
}

/// Seconds that are tolerated.
const BOUND_S: i64 = 600;

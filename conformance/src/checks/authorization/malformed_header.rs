use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::{GOOD, MALFORMED, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.malformed-header",
    requirements: &["AUTH-MALFORMED-HEADER"],
    summary: "an Authorization header that is not one bearer token grants nothing",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Take exactly one Authorization header of the form `Bearer <token>`; answer anything else with 400 or 401.",
    classes: &["CWE-287", "CWE-436"],
    examples: &[
        passes(
            "good-token | 200 | ok\nbearer-alone | 401\ntoken-without-scheme | 401\nother-scheme | 401\nlist-of-tokens | 400\ntwo-lines-good-last | 400",
        ),
        fails(
            "good-token | 200 | ok\nother-scheme | 200 | ok",
            "answered 200 with a result to a good token under the scheme Basic",
        ),
        fails("good-token | 200 | ok\nbearer-alone | 500", "answered 500"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let labels: Vec<&str> = MALFORMED.iter().map(|way| way.label).collect();
    for way in MALFORMED.iter().filter(|_| seen.control(GOOD).is_ok()) {
        if let Ok(reply) = seen.reply(way.label) {
            reply.require(reply.status() < 500, || {
                format!("answered {} to {}", reply.describe(), way.summary)
            })?;
        }
    }
    tokens_refused(seen, &labels)
}

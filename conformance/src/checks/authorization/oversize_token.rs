use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::unless_open;
use crate::probes::authorization::{CALL, CALL_AFTER, UNREASONABLE, UNREASONABLE_TOKENS};
use crate::probes::tokens::summary;
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "authorization.oversize-token",
    requirements: &["AUTH-TOKEN-OVERSIZE", "AUTH-MALFORMED-HEADER"],
    summary: "a token of unreasonable size or depth upsets nothing",
    severity: Severity::High,
    probe: &UNREASONABLE_TOKENS,
    needs: &[],
    judge,
    remedy: "Bound the size of headers and the depth of what is parsed, and answer what is beyond with 4xx.",
    classes: &["CWE-400", "CWE-674"],
    examples: &[
        passes("good-call | 200 | ok\noversized | 431\ndeep-json | closed\ngood-call-afterwards | 200 | ok"),
        fails(
            "good-call | 200 | ok\noversized | 431\ndeep-json | closed\ngood-call-afterwards | unreachable",
            "a good request afterwards got unreachable",
        ),
        fails(
            "good-call | 200 | ok\noversized | 500\ndeep-json | 401\ngood-call-afterwards | 200 | ok",
            "answered 500 to a token with this fault",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    unless_open(seen, all_held(seen))
}

fn all_held(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let after = seen.exchange(CALL_AFTER)?;
    if after.end == Some(End::TimedOut) || after.is_busy() {
        after.answered()?;
    }
    after.require(after.is_served(), || {
        format!("a good request afterwards got {}", after.describe())
    })?;
    for label in UNREASONABLE {
        let reply = seen.exchange(label)?;
        // The service goes on, so an error of its own is no more than untidy.
        reply.advise(reply.status() < 500 || reply.is_busy(), || {
            format!("answered {} to {}", reply.describe(), summary(label))
        })?;
    }
    Ok(())
}

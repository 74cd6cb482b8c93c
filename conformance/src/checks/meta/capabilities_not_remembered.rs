use super::{asked_for, is_asking};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::connections::{ASKS, STATELESSNESS, UNABLE_FIRST, UNABLE_LATER, WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.capabilities-not-remembered",
    requirements: &["META-CAPABILITIES-NOT-REMEMBERED"],
    summary: "the capabilities of an earlier request do not count for a later one",
    severity: Severity::Medium,
    probe: &STATELESSNESS,
    needs: &[],
    judge,
    remedy: "Read the client capabilities from each request; keep nothing of earlier ones.",
    classes: &["CWE-668"],
    examples: &[
        passes(
            r#"work | 200 | ok
call-that-asks | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
unable-first | 400 | error -32021
unable-later | 400 | error -32021"#,
        ),
        fails(
            r#"work | 200 | ok
call-that-asks | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
unable-first | 400 | error -32021
unable-later | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}"#,
            "asked for what an earlier request declared, and this one does not",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    if !seen.exchanges(ASKS).any(|reply| is_asking(&reply)) {
        return Err(absent(seen, "no read-only tool asks for input"));
    }
    let first = seen.reply(UNABLE_FIRST)?;
    if !asked_for(&first).is_empty() {
        return Err(Verdict::inconclusive(
            "a client that can give nothing is asked at once, whatever came before",
        ));
    }
    let later = seen.reply(UNABLE_LATER)?;
    later.require(asked_for(&later).is_empty(), || {
        "asked for what an earlier request declared, and this one does not".to_owned()
    })?;
    if later.is_served() || later.is_refused() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "\"{}\" got {}",
        later.label,
        later.describe()
    )))
}

use super::Outcome;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::ASK;
use crate::probes::mrtr::flows::{ABANDONED, ALIVE, FINISHED, FLOWS, FLOWS_AND_NOISE, SERVED};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "mrtr.abandoned-flows",
    requirements: &["MRTR-ABANDONED-FLOWS"],
    summary: "a thousand calls whose questions nobody answers do not stand in the way of the next",
    severity: Severity::High,
    probe: &FLOWS_AND_NOISE,
    needs: &[],
    judge,
    remedy: "Keep nothing for a flow that waits for its client: put it into requestState.",
    classes: &["CWE-400", "CWE-770"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
retry | 200 | ok
abandoned-flows | 200 | ok
note: served 1000
alive | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
retry-after-abandoned-flows | 200 | ok"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
retry | 200 | ok
abandoned-flows | closed
note: served 700
alive | unreachable"#,
            "the target answers no more after a thousand calls that ask for input",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
retry | 200 | ok
abandoned-flows | 500 | error -32603
note: served 512
alive | 200 | ok
ask | 500 | error -32603"#,
            "answered 500 with error -32603 to a call that asks for input, after a thousand whose questions nobody answered",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::answered_well(seen)?;
    let flood = seen.exchange(ABANDONED)?;
    let alive = seen.exchange(ALIVE)?;
    let gone = matches!(alive.end, Some(End::Unreachable | End::Closed));
    flood.require(!gone, || {
        "the target answers no more after a thousand calls that ask for input".to_owned()
    })?;
    alive.answered()?;
    let asked = seen
        .exchanges(ASK)
        .find(|reply| reply.exchange > alive.exchange)
        .ok_or_else(|| Verdict::inconclusive("the conversation ended after the abandoned calls"))?;
    asked.answered()?;
    asked.require(asked.asks_for_input(), || {
        let got = asked.describe();
        format!(
            "answered {got} to a call that asks for input, after a thousand whose questions nobody answered"
        )
    })?;
    let finished = seen.reply(FINISHED)?;
    finished.require(super::outcome(&finished)? == Outcome::Completed, || {
        format!(
            "answered {} to a good retry after a thousand abandoned calls",
            finished.describe()
        )
    })?;
    // Fewer prove less.
    match seen.note(SERVED).and_then(|served| served.parse().ok()) {
        Some(FLOWS) => Ok(()),
        _ => Err(Verdict::inconclusive("not every call was served")),
    }
}

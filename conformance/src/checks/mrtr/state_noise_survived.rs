use super::Outcome;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::flows::{BETWEEN, FLOWS_AND_NOISE, NOISE};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "mrtr.state-noise-survived",
    requirements: &["MRTR-STATE-UNTRUSTED"],
    summary: "states that are noise neither take the server down nor trouble it",
    severity: Severity::High,
    probe: &FLOWS_AND_NOISE,
    needs: &[],
    judge,
    remedy: "Treat requestState as an attacker would write it: bound its length, verify it first, and answer a bad one with -32602.",
    classes: &["CWE-20", "CWE-400"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
retry | 200 | ok
abandoned-flows | 200 | ok
retry-with-noise | 400 | error -32602
retry-between-noise | 200 | ok"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
retry | 200 | ok
abandoned-flows | 200 | ok
retry-with-noise | closed
ask | unreachable"#,
            "the target answers no more after a requestState that is noise",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
retry | 200 | ok
abandoned-flows | 200 | ok
retry-with-noise | 500 | error -32603
retry-between-noise | 200 | ok"#,
            "answers noise in requestState with internal errors",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::answered_well(seen)?;
    if seen.exchange(NOISE).is_err() {
        return Err(super::super::absent(
            seen,
            "the tool that asks for input issues no requestState",
        ));
    }
    let mut noises = 0;
    let mut errors = 0;
    let mut last = None;
    for reply in seen.all_exchanges() {
        let gone = matches!(reply.end, Some(End::Unreachable | End::Closed));
        if let Some(noise) = last.filter(|_| gone && reply.label != NOISE) {
            let mut finding =
                reply.finding("the target answers no more after a requestState that is noise".to_owned());
            finding.evidence.insert(0, noise);
            return Err(Verdict::Fail(finding));
        }
        if reply.label == NOISE {
            noises += 1;
            // A refusal may have any code.
            errors += usize::from(reply.status() == 500);
            last = Some(reply.exchange);
        }
    }
    seen.reply(NOISE)?.require(errors * 4 < noises, || {
        "answers noise in requestState with internal errors".to_owned()
    })?;
    for reply in seen.exchanges(BETWEEN) {
        if super::outcome(&reply)? != Outcome::Completed {
            return Err(Verdict::inconclusive(format!(
                "a control got {}",
                reply.describe()
            )));
        }
    }
    seen.reply(BETWEEN).map(|_| ())
}

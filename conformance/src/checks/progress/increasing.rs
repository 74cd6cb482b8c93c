use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::progress::{ALIVE, PROGRESS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "progress.increasing",
    requirements: &["PROG-INCREASING", "PROG-INCREASES"],
    summary: "each notification of progress says more than the one before",
    severity: Severity::Low,
    probe: &PROGRESS,
    needs: &[],
    judge,
    remedy: "Send progress only when its value has grown.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1}} | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":2.5}} | event {"id":1,"result":{}}"#,
        ),
        fails(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1}} | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1}} | event {"id":1,"result":{}}"#,
            "with-text: progress went from 1 to 1",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::reported(seen)?;
    let mut compared = false;
    for (label, token) in super::tokens() {
        for reply in seen.exchanges(label) {
            let mut last: Option<f64> = None;
            for progress in super::progress(&reply).filter(|progress| progress["progressToken"] == token) {
                let Some(value) = progress["progress"].as_f64() else {
                    continue;
                };
                compared |= last.is_some();
                let has_grown = last.is_none_or(|last| value > last);
                reply.require(has_grown, || {
                    format!(
                        "{label}: progress went from {} to {value}",
                        last.unwrap_or_default()
                    )
                })?;
                last = Some(value);
            }
        }
    }
    if compared {
        return seen.control(ALIVE);
    }
    Err(Verdict::not_applicable("the target reports progress once a call"))
}

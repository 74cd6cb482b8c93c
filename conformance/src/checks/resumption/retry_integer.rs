use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.retry-integer",
    requirements: &["RESUME-RETRY-INTEGER"],
    summary: "a retry field holds digits alone",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Write the retry field as a whole number of milliseconds; clients ignore anything else.",
    classes: &[],
    examples: &[
        passes("first | id 3 | 200 | block id: a0\\nretry: 1000\\ndata:"),
        fails(
            "first | id 3 | 200 | block id: a0\\nretry: 2.5s\\ndata:",
            "a retry field holds \"2.5s\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut fields = 0;
    for reply in seen.all_exchanges() {
        for retry in reply.events.iter().filter_map(|event| event.retry.as_deref()) {
            fields += 1;
            let digits = !retry.is_empty() && retry.bytes().all(|byte| byte.is_ascii_digit());
            reply.advise(digits, || format!("a retry field holds {retry:?}"))?;
        }
    }
    if fields == 0 {
        return Err(Verdict::not_applicable("the target sends no retry field"));
    }
    Ok(())
}

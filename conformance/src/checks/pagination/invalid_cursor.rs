use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::features::{ALIVE, ALL_LISTS, LISTS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "pagination.invalid-cursor",
    requirements: &["PAGE-INVALID-CURSOR"],
    summary: "a cursor that was never issued gets error -32602",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Answer -32602 to a cursor that this server did not issue; do not begin again at the first page.",
    classes: &["CWE-20"],
    examples: &[
        passes("alive | 200 | ok\ntools-list | 200 | ok\ntools-invalid-cursor | 200 | error -32602"),
        fails(
            "alive | 200 | ok\ntools-list | 200 | ok\ntools-invalid-cursor | 200 | ok",
            "tools/list answered 200 with a result to a cursor that was never issued",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut tried = 0;
    for list in ALL_LISTS {
        // A list that is not offered refuses every cursor.
        if seen.control(list.first).is_err() {
            continue;
        }
        for reply in seen.exchanges(list.invalid) {
            reply.answered()?;
            tried += 1;
            reply.advise(reply.error_code() == Some(INVALID_PARAMS), || {
                format!(
                    "{} answered {} to a cursor that was never issued",
                    list.method,
                    reply.describe()
                )
            })?;
        }
    }
    if tried == 0 {
        return Err(Verdict::not_applicable("no list is served"));
    }
    Ok(())
}

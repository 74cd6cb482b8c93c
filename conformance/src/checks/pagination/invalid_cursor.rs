use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::tools::error_code;
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::features::{ALIVE, ALL_LISTS, LISTS};
use crate::transcript::{Reply, Transcript};

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
        passes(
            "alive | 200 | ok\ntools-list | 200 | {\"id\":1,\"result\":{\"tools\":[],\"nextCursor\":\"x\"}}\ntools-invalid-cursor | 200 | error -32602",
        ),
        fails(
            "alive | 200 | ok\ntools-list | 200 | {\"id\":1,\"result\":{\"tools\":[],\"nextCursor\":\"x\"}}\ntools-invalid-cursor | 200 | ok",
            "tools/list answered 200 with a result to a cursor that was never issued",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut tried = 0;
    for list in ALL_LISTS {
        // A list that is not offered refuses every cursor, and one that never comes in pages has none to know.
        let pages = |reply: Reply<'_>| {
            reply
                .result()
                .is_some_and(|result| result["nextCursor"].is_string())
        };
        if seen.control(list.first).is_err() || !seen.exchanges(list.first).any(pages) {
            continue;
        }
        for reply in seen.exchanges(list.invalid) {
            reply.answered()?;
            tried += 1;
            let code = if reply.is_served() {
                None
            } else {
                Some(error_code(&reply)?)
            };
            reply.advise(code == Some(INVALID_PARAMS), || {
                format!(
                    "{} answered {} to a cursor that was never issued",
                    list.method,
                    reply.describe()
                )
            })?;
        }
    }
    if tried == 0 {
        return Err(Verdict::not_applicable("no list comes in pages"));
    }
    Ok(())
}

//! Completion.

use serde_json::Value;

use crate::check::{Check, Verdict};
use crate::probes::features::{ALIVE, COMPLETE};
use crate::transcript::{Reply, Transcript};

mod at_most_100;
mod capability_declared;
mod context_accepted;
mod input_validated;
mod result_schema;
mod unknown_reference;
mod unsupported;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &at_most_100::CHECK,
    &result_schema::CHECK,
    &capability_declared::CHECK,
    &unknown_reference::CHECK,
    &context_accepted::CHECK,
    &input_validated::CHECK,
    &unsupported::CHECK,
];

/// The completions that were served.
fn completions(seen: &Transcript) -> Result<Vec<(Reply<'_>, Value)>, Verdict> {
    seen.control(ALIVE)?;
    let Ok(first) = seen.reply(COMPLETE) else {
        return Err(Verdict::not_applicable(
            "no prompt and no template has an argument to complete",
        ));
    };
    let served = seen.exchanges(COMPLETE).filter(Reply::is_served);
    let results: Vec<_> = served
        .filter_map(|reply| reply.result().cloned().map(|result| (reply, result)))
        .collect();
    if results.is_empty() {
        return Err(Verdict::inconclusive(format!(
            "no completion was served: {}",
            first.describe()
        )));
    }
    Ok(results)
}

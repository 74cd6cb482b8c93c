//! Extensions: how they are advertised, and what those nobody knows do.

use serde_json::{Map, Value};

use crate::check::{Check, Verdict};
use crate::probes::mrtr::answers::DISCOVER;
use crate::transcript::{Reply, Transcript};

mod identifier_format;
mod settings_object;
mod unknown_ignored;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &identifier_format::CHECK,
    &settings_object::CHECK,
    &unknown_ignored::CHECK,
];

/// The extensions that discovery advertises.
fn advertised(seen: &Transcript) -> Result<(Reply<'_>, Map<String, Value>), Verdict> {
    seen.control(DISCOVER)?;
    let reply = seen.reply(DISCOVER)?;
    let result = reply.result().cloned().unwrap_or_default();
    match &result["capabilities"]["extensions"] {
        Value::Object(extensions) if !extensions.is_empty() => Ok((reply, extensions.clone())),
        _ => Err(Verdict::not_applicable("no extension is advertised")),
    }
}

//! `_meta`: what every modern request carries, and what answers carry.

mod capabilities_required;
mod client_info_inert;
mod client_info_optional;
mod field_types;
mod key_format;
mod missing;
mod missing_status;
mod reserved_keys_inert;
mod reserved_prefix;
mod server_info_in_results;
mod trace_format;
mod unknown_extras_tolerated;
mod version_not_remembered;
mod version_required;

use serde_json::{Map, Value};

use crate::check::{Check, Judgement, Need, Verdict};
use crate::checks::{absent, within};
use crate::jsonrpc::{HEADER_MISMATCH, INVALID_PARAMS};
use crate::transcript::{Reply, Transcript};

/// The member that holds metadata.
const META: &str = "_meta";

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &missing::CHECK,
    &version_required::CHECK,
    &capabilities_required::CHECK,
    &missing_status::CHECK,
    &client_info_optional::CHECK,
    &field_types::CHECK,
    &version_not_remembered::CHECK,
    &unknown_extras_tolerated::CHECK,
    &reserved_keys_inert::CHECK,
    &key_format::CHECK,
    &reserved_prefix::CHECK,
    &server_info_in_results::CHECK,
    &client_info_inert::CHECK,
    &trace_format::CHECK,
];

/// On stdio a server of both eras may read a request without a version as legacy traffic.
pub(super) fn is_unambiguous(seen: &Transcript) -> Judgement {
    let both = Need::ModernOnly.met_by(&seen.head.facts).is_err();
    if both && !seen.head.cell.transport.is_http() {
        return Err(Verdict::not_applicable(
            "a server of both eras may read it as a legacy request",
        ));
    }
    Ok(())
}

/// Holds that a request was refused for its parameters. Where the version is in the header alone, a server
/// may also complain of the header.
pub(super) fn invalid_params(seen: &Transcript, reply: &Reply<'_>, what: &str) -> Judgement {
    let says = || format!("answered {} to a request without {what}", reply.describe());
    match reply.error_code() {
        Some(INVALID_PARAMS) => Ok(()),
        Some(HEADER_MISMATCH) if seen.head.cell.transport.is_http() => reply.advise(false, says),
        _ => reply.require(false, says),
    }
}

/// Every key of every `_meta` that the target sent, each with the exchange it came in.
pub(super) fn keys(seen: &Transcript) -> Result<Vec<(Reply<'_>, String)>, Verdict> {
    let mut found = Vec::new();
    for (reply, meta) in metas(seen) {
        found.extend(meta.keys().map(|key| (reply.clone(), key.clone())));
    }
    if found.is_empty() {
        Err(absent(seen, "the target sends no _meta"))
    } else {
        Ok(found)
    }
}

/// Every `_meta` that the target sent, each with the exchange it came in.
pub(super) fn metas(seen: &Transcript) -> Vec<(Reply<'_>, Map<String, Value>)> {
    let mut found = Vec::new();
    for reply in seen.all_exchanges() {
        let mut metas = Vec::new();
        // What only repeats our own message says nothing of the target's keys.
        let sent = reply.sent_message();
        for message in reply.messages().iter().filter(|message| *message != sent) {
            collect(
                message.member("result").or_else(|| message.member("params")),
                &mut metas,
            );
        }
        found.extend(metas.into_iter().map(|meta| (reply.clone(), meta)));
    }
    found
}

fn collect(value: Option<&Value>, metas: &mut Vec<Map<String, Value>>) {
    within(value.unwrap_or(&Value::Null), &[], &mut |name, member| {
        if let (META, Value::Object(meta)) = (name, member) {
            metas.push(meta.clone());
        }
    });
}

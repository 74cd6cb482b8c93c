//! `_meta`: what every modern request carries, and what answers carry.

mod capabilities_not_remembered;
mod capabilities_required;
mod client_info_inert;
mod client_info_optional;
mod client_name_no_privilege;
mod field_types;
mod interleaved_requests;
mod key_format;
mod missing;
mod missing_capability_data;
mod missing_capability_error;
mod missing_capability_status;
mod missing_status;
mod no_connection_affinity;
mod no_process_affinity;
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
use crate::jsonrpc::{HEADER_MISMATCH, INVALID_PARAMS, MISSING_CAPABILITY};
use crate::probes::connections::{NEXT_ELSEWHERE, NEXT_HERE, RETRY_ELSEWHERE, RETRY_HERE, WORK};
use crate::probes::mrtr::{ASK, ASK_LIMITED};
use crate::transcript::{Reply, Transcript};

/// The member that holds metadata.
const META: &str = "_meta";

pub(crate) use key_format::{is_label, is_name};

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
    &capabilities_not_remembered::CHECK,
    &missing_capability_error::CHECK,
    &missing_capability_data::CHECK,
    &missing_capability_status::CHECK,
    &client_name_no_privilege::CHECK,
    &interleaved_requests::CHECK,
    &no_connection_affinity::CHECK,
    &no_process_affinity::CHECK,
];

/// Whether an answer asks for input.
pub(super) fn is_asking(reply: &Reply<'_>) -> bool {
    reply.is_served() && reply.asks_for_input()
}

/// The kinds of input that an answer asks for, by the names of their capabilities.
pub(super) fn asked_for<'r>(reply: &'r Reply<'_>) -> Vec<&'r str> {
    let result = reply.result().filter(|_| is_asking(reply));
    let requests = result.and_then(|result| result["inputRequests"].as_object());
    let methods = requests
        .into_iter()
        .flatten()
        .filter_map(|(_, request)| request["method"].as_str());
    let kinds = methods.filter_map(|method| method.split('/').next());
    kinds
        .filter(|kind| ["elicitation", "sampling", "roots"].contains(kind))
        .collect()
}

/// The calls from clients that could not give what the tool asks for, each with what it could not give.
pub(super) fn limited(seen: &Transcript) -> Result<Vec<(Reply<'_>, Vec<&'static str>)>, Verdict> {
    let Some(asking) = seen.exchanges(ASK).find(is_asking) else {
        return Err(absent(seen, "no read-only tool asks for input"));
    };
    let wanted = asked_for(&asking);
    let mut found = Vec::new();
    for (label, kinds) in ASK_LIMITED {
        let all = ["elicitation", "sampling", "roots"].into_iter();
        let withheld: Vec<_> = all
            .filter(|kind| wanted.contains(kind) && !kinds.contains(kind))
            .collect();
        if !withheld.is_empty() {
            found.push((seen.reply(label)?, withheld));
        }
    }
    if found.is_empty() {
        return Err(Verdict::inconclusive(
            "the tool was not called by a client that could not give what it asks for",
        ));
    }
    Ok(found)
}

/// Those of them that were refused for it.
pub(super) fn lacking(seen: &Transcript) -> Result<Vec<(Reply<'_>, Vec<&'static str>)>, Verdict> {
    let mut found = limited(seen)?;
    found.retain(|(reply, _)| reply.error_code() == Some(MISSING_CAPABILITY));
    if found.is_empty() {
        return Err(absent(seen, "no call was refused for a missing capability"));
    }
    Ok(found)
}

/// Warns where a cursor or a state is taken where it was given out, and refused elsewhere.
pub(super) fn bound_to_place(seen: &Transcript, only: &str) -> Judgement {
    seen.control(WORK)?;
    let mut looked_at = false;
    for (what, here, elsewhere) in [
        ("a cursor", NEXT_HERE, NEXT_ELSEWHERE),
        ("a requestState", RETRY_HERE, RETRY_ELSEWHERE),
    ] {
        let Some(reply) = seen.exchanges(elsewhere).next() else {
            continue;
        };
        let good = |reply: &Reply<'_>| reply.is_done() && !is_asking(reply);
        let mut at_home = seen.exchanges(here).peekable();
        // Without a control nothing is known of the other either.
        if at_home.peek().is_none() || !at_home.all(|reply| good(&reply)) {
            continue;
        }
        reply.answered()?;
        reply.advise(!reply.is_refused(), || format!("{what} is good {only}"))?;
        looked_at |= good(&reply);
    }
    if looked_at {
        Ok(())
    } else {
        Err(absent(
            seen,
            "no cursor and no requestState was given out and taken",
        ))
    }
}

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

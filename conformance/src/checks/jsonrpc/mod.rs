//! Framing: what is a message, and what answers it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use memchr::memmem;
use serde_json::{Deserializer, Value, json};

use crate::check::{Check, Judgement, Verdict};
use crate::checks::answers_no_more;
use crate::jsonrpc::Message;
use crate::run::STRIDE;
use crate::transcript::{End, Reply, Transcript};

mod application_code;
mod bad_id_refused;
mod bad_params_survived;
mod batch_answered_by_request;
mod batch_bad_element;
mod batch_empty;
mod batch_handshake;
mod batch_not_executed;
mod batch_notifications_accepted;
mod batch_received;
mod concurrent_correlation;
mod deep_nesting_survived;
mod defined_meaning;
mod elicitation_code_retired;
mod error_code_integer;
mod error_id_echo;
mod error_shape;
mod id_echo;
mod id_type;
mod invalid_params;
mod invalid_request;
mod invalid_utf8_survived;
mod legacy_code;
mod meta_tolerated;
mod method_not_found;
mod no_server_array;
mod no_server_request;
mod notification_unanswered;
mod notification_without_id;
mod oversize_survived;
mod params_shape;
mod parse_error;
mod reserved_code;
mod resource_code_retired;
mod response_unanswered;
mod result_object;
mod result_type_known;
mod result_type_present;
mod result_xor_error;
mod same_id_isolation;
mod server_request_id_valid;
mod server_request_ids_unique;
mod single_response;
mod unknown_members_tolerated;
mod utf8_input;
mod utf8_output;
mod version_member;
mod wrong_version_refused;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &version_member::CHECK,
    &id_echo::CHECK,
    &id_type::CHECK,
    &error_id_echo::CHECK,
    &single_response::CHECK,
    &result_xor_error::CHECK,
    &result_object::CHECK,
    &result_type_present::CHECK,
    &result_type_known::CHECK,
    &error_shape::CHECK,
    &error_code_integer::CHECK,
    &resource_code_retired::CHECK,
    &elicitation_code_retired::CHECK,
    &reserved_code::CHECK,
    &utf8_output::CHECK,
    &utf8_input::CHECK,
    &no_server_array::CHECK,
    &no_server_request::CHECK,
    &notification_without_id::CHECK,
    &notification_unanswered::CHECK,
    &response_unanswered::CHECK,
    &parse_error::CHECK,
    &invalid_request::CHECK,
    &wrong_version_refused::CHECK,
    &bad_id_refused::CHECK,
    &batch_not_executed::CHECK,
    &batch_received::CHECK,
    &batch_answered_by_request::CHECK,
    &batch_notifications_accepted::CHECK,
    &batch_empty::CHECK,
    &batch_bad_element::CHECK,
    &batch_handshake::CHECK,
    &concurrent_correlation::CHECK,
    &same_id_isolation::CHECK,
    &server_request_id_valid::CHECK,
    &server_request_ids_unique::CHECK,
    &method_not_found::CHECK,
    &invalid_params::CHECK,
    &meta_tolerated::CHECK,
    &unknown_members_tolerated::CHECK,
    &invalid_utf8_survived::CHECK,
    &deep_nesting_survived::CHECK,
    &bad_params_survived::CHECK,
    &application_code::CHECK,
    &legacy_code::CHECK,
    &defined_meaning::CHECK,
    &params_shape::CHECK,
    &oversize_survived::CHECK,
];

/// The messages in an answer that can only be meant as MCP: the layers around it send JSON too, such as
/// what a token check says in the body of a 401, or a metadata document.
pub(crate) fn spoken<'r>(reply: &'r Reply<'_>) -> impl Iterator<Item = &'r Message> {
    let framed = !reply.lines.is_empty() || !reply.events.is_empty();
    let served = reply.id.is_some() && (200..300).contains(&reply.status());
    let messages = reply.messages().iter();
    messages.filter(move |message| match &message.value {
        Some(value @ (Value::Object(_) | Value::Array(_))) => framed || served || is_marked(value),
        _ => false,
    })
}

/// Whether a value names JSON-RPC, or carries an error with a code as JSON-RPC has them.
fn is_marked(value: &Value) -> bool {
    let coded = value["error"]["code"].as_i64().is_some_and(|code| code < 0);
    let within = value.as_array().is_some_and(|items| items.iter().any(is_marked));
    coded || within || value.get("jsonrpc").is_some()
}

/// Holds `judge` for every message of the record that is relevant. Where nothing was served at all there
/// is no pass, and where there is none of the kind there is nothing to look at.
pub(crate) fn for_all(
    seen: &Transcript,
    what: &str,
    relevant: impl Fn(&Reply<'_>, &Message) -> bool,
    judge: impl Fn(&Reply<'_>, &Message) -> Judgement,
) -> Judgement {
    let (mut served, mut met) = (false, false);
    for reply in seen.all_exchanges() {
        served = served || (reply.id.is_some() && reply.is_served());
        for message in spoken(&reply).filter(|message| relevant(&reply, message)) {
            met = true;
            judge(&reply, message)?;
        }
    }
    match (served, met) {
        (false, _) => Err(Verdict::inconclusive("the target served nothing in this column")),
        (true, false) => Err(Verdict::not_applicable(format!("no {what} was seen"))),
        (true, true) => Ok(()),
    }
}

/// What was sent, without the head of the HTTP request.
pub(crate) fn sent_body<'t>(reply: &Reply<'t>) -> &'t [u8] {
    reply.sent_parts().1
}

/// The messages that were sent in one exchange: on stdio there can be several, one a line.
pub(crate) fn sent_messages(reply: &Reply<'_>) -> Vec<Value> {
    let seen = messages_sent(reply).into_iter();
    seen.map(Cow::into_owned).collect()
}

/// The same, not copied where it can be borrowed.
pub(crate) fn messages_sent<'r>(reply: &'r Reply<'_>) -> Vec<Cow<'r, Value>> {
    // Nearly always the body is one message, which has been read already.
    let whole = reply.sent_message();
    let is_one_line = !whole.raw.contains(&b'\n') && !whole.is_approximate;
    match &whole.value {
        Some(Value::Array(items)) if is_one_line => items.iter().map(Cow::Borrowed).collect(),
        Some(value) if is_one_line => vec![Cow::Borrowed(value)],
        _ => sent_lines(reply),
    }
}

fn sent_lines<'r>(reply: &Reply<'_>) -> Vec<Cow<'r, Value>> {
    let lines = sent_body(reply).split(|byte| *byte == b'\n');
    let values = lines.filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    values
        .flat_map(|value| match value {
            Value::Array(items) => items,
            other => vec![other],
        })
        .map(Cow::Owned)
        .collect()
}

/// Tells which requests must be answered as the modern era has it: those that carry its metadata. A stdio
/// server of both eras may take its era from how a process is opened, so there only a process whose first
/// message carried it counts.
pub(crate) fn modern_era(seen: &Transcript) -> impl Fn(&Reply<'_>) -> bool + use<> {
    let mut opened = BTreeMap::new();
    for reply in seen
        .all_exchanges()
        .filter(|_| !seen.head.cell.transport.is_http())
    {
        opened
            .entry(conversation(&reply))
            .or_insert_with(|| carries_version(&reply));
    }
    let over_http = seen.head.cell.transport.is_http();
    move |reply| {
        carries_version(reply)
            && opened.get(&conversation(reply)) != Some(&false)
            && (!over_http || has_modern_header(reply))
    }
}

/// A request without the header may be taken for one of an earlier revision.
fn has_modern_header(reply: &Reply<'_>) -> bool {
    let header = reply.sent_header("MCP-Protocol-Version");
    // A message of an example stands for itself.
    reply.sent_parts().0.is_empty() || header.is_some_and(|version| version.as_str() >= "2026")
}

fn carries_version(reply: &Reply<'_>) -> bool {
    static KEY: LazyLock<memmem::Finder<'_>> =
        LazyLock::new(|| memmem::Finder::new("io.modelcontextprotocol/protocolVersion"));
    KEY.find(reply.sent).is_some()
}

/// The conversation that an exchange belongs to.
pub(crate) fn conversation(reply: &Reply<'_>) -> u32 {
    reply.exchange / STRIDE
}

/// The ids that responses in an answer may carry: over Streamable HTTP that of the request, on a channel those
/// of all requests of the conversation, since answers may come late.
pub(crate) struct Asked {
    alone: bool,
    ids: BTreeMap<u32, Vec<Value>>,
}

impl Asked {
    pub(crate) fn read(seen: &Transcript) -> Self {
        let mut asked = Self {
            alone: !seen.head.cell.transport.is_channel(),
            ids: BTreeMap::new(),
        };
        for reply in seen.all_exchanges() {
            let mut sent = ids_in(sent_body(&reply));
            sent.extend(reply.id.clone().filter(|id| !sent.contains(id)));
            sent.retain(|id| !id.is_null());
            asked.ids.entry(asked.group(&reply)).or_default().extend(sent);
        }
        asked
    }

    /// Answers that share this number share their ids.
    pub(crate) fn group(&self, reply: &Reply<'_>) -> u32 {
        if self.alone {
            reply.exchange
        } else {
            conversation(reply)
        }
    }

    pub(crate) fn of(&self, reply: &Reply<'_>) -> &[Value] {
        self.ids.get(&self.group(reply)).map_or(&[], Vec::as_slice)
    }
}

/// The ids in what was sent, also where that is no JSON.
fn ids_in(sent: &[u8]) -> Vec<Value> {
    let text = String::from_utf8_lossy(sent);
    let rests = text.split("\"id\":").skip(1);
    rests
        .filter_map(|rest| Deserializer::from_str(rest).into_iter().next()?.ok())
        .collect()
}

/// Holds that no id was answered more often than it was sent.
pub(crate) fn no_second_response(seen: &Transcript) -> Judgement {
    let asked = Asked::read(seen);
    let mut answered = BTreeMap::<(u32, String), usize>::new();
    for reply in seen
        .all_exchanges()
        .filter(|reply| !reply.sent.starts_with(b"GET "))
    {
        for id in spoken(&reply)
            .filter(|message| message.is_response())
            .filter_map(|message| message.member("id"))
        {
            let sent = asked.of(&reply).iter().filter(|sent| *sent == id).count();
            let count = answered.entry((asked.group(&reply), id.to_string())).or_default();
            *count += 1;
            reply.require(*count <= sent.max(1) || sent == 0, || {
                "a request was answered a second time".to_owned()
            })?;
        }
    }
    Ok(())
}

/// Holds that the server asks nothing of the client.
pub(crate) fn no_server_request(seen: &Transcript) -> Judgement {
    for_all(
        seen,
        "message",
        |_, _| true,
        |reply, message| {
            let method = message.method().unwrap_or_default();
            let request = message.is_request() && !method.starts_with("notifications/");
            reply.require(!request, || {
                format!("the server sent a request of its own: {method:?}")
            })
        },
    )
}

/// Whether a response came to a message that gets none. An error in the body of an HTTP refusal only explains that
/// refusal; and on a channel, a response to what was asked before may come late or, which is another check's
/// business, come again.
pub(crate) fn is_answered(seen: &Transcript, reply: &Reply<'_>) -> bool {
    if reply.status() >= 400 && reply.events.is_empty() {
        return false;
    }
    let messages = reply.messages();
    let strays: Vec<_> = messages.iter().filter(|message| message.is_response()).collect();
    if strays.is_empty() || !seen.head.cell.transport.is_channel() {
        return !strays.is_empty();
    }
    let is_before =
        |other: &Reply<'_>| conversation(other) == conversation(reply) && other.exchange < reply.exchange;
    let before: Vec<_> = seen.all_exchanges().filter(is_before).collect();
    let is_owed = |stray: &Message| {
        let id = stray.member("id");
        let asked = before
            .iter()
            .flat_map(messages_sent)
            .any(|sent| sent.get("method").is_some() && sent.get("id") == id);
        let answers = before.iter().flat_map(Reply::messages);
        let mut answers = answers.filter(|answer| answer.is_response() && answer.member("id") == id);
        // A result names the request that it is owed to; an error may be about one whose id could not be read.
        let named = id.is_some_and(|id| !id.is_null()) || stray.member("error").is_some();
        named && asked && answers.all(|answer| answer.value == stray.value)
    };
    !strays.into_iter().all(is_owed)
}

/// What came to a message that gets no response, in few words.
pub(crate) fn describe_stray(reply: &Reply<'_>) -> String {
    let is_marked = |message: &Message| message.is_response() && message.member("jsonrpc").is_some();
    let stray = reply.response().is_none() && reply.messages().iter().any(is_marked);
    if stray && reply.status() < 300 {
        "a response that nothing asked for".to_owned()
    } else {
        reply.describe()
    }
}

/// Whether a result came, by itself or in an array; what carries an error too is no success.
pub(crate) fn was_executed(seen: &Transcript, reply: &Reply<'_>) -> bool {
    let is_success = |value: &Value| value.get("result").is_some() && value.get("error").is_none();
    let on_channel = seen.head.cell.transport.is_channel();
    items(reply).any(|value| is_success(value) && !(on_channel && is_owed(seen, reply, value)))
}

/// Whether requests of an array were carried out; on a channel their results may come later.
pub(crate) fn batch_was_executed(seen: &Transcript, reply: &Reply<'_>) -> bool {
    let comes_later = || {
        let sent = ids_in(sent_body(reply)).into_iter();
        let mut answers = sent.flat_map(|id| answers_to(seen, &id));
        answers.any(|answer| answer.get("result").is_some())
    };
    was_executed(seen, reply) || seen.head.cell.transport.is_channel() && comes_later()
}

/// Whether a result may be that of another request of the conversation: on a channel answers come when they are ready.
fn is_owed(seen: &Transcript, reply: &Reply<'_>, result: &Value) -> bool {
    let id = &result["id"];
    let is_id = |id: &Value| id.is_string() || id.is_number();
    let mut others = seen.all_exchanges().filter(|other| {
        conversation(other) == conversation(reply)
            && (other.exchange < reply.exchange || other.exchange != reply.exchange && is_id(id))
    });
    others.any(|other| {
        let mut sent = ids_in(sent_body(&other)).into_iter();
        // What has no id that could be one is answered with null, or with what was taken for it.
        sent.any(|sent| if is_id(id) { sent == *id } else { !is_id(&sent) })
    })
}

/// Every response with this id in the whole conversation, by itself or in an array: on a channel it may come after the
/// answer to what was sent next.
pub(crate) fn answers_to(seen: &Transcript, id: &Value) -> Vec<Value> {
    let mut answers = Vec::new();
    for reply in seen.all_exchanges() {
        let named = items(&reply).filter(|message| message["id"] == *id && message.get("method").is_none());
        answers.extend(named.cloned());
    }
    answers
}

/// What came, message by message, those in arrays too.
pub(crate) fn items<'r>(reply: &'r Reply<'_>) -> impl Iterator<Item = &'r Value> {
    let values = reply
        .messages()
        .iter()
        .filter_map(|message| message.value.as_ref());
    values.flat_map(|value| match value {
        Value::Array(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    })
}

/// Holds that each of the pings in the array under `label` got its result.
pub(crate) fn all_answered(seen: &Transcript, label: &str, ids: &[&str]) -> Judgement {
    let reply = seen.exchange(label)?;
    let is_served = |id: &&&str| {
        answers_to(seen, &json!(id))
            .iter()
            .any(|answer| answer.get("result").is_some() && answer.get("error").is_none())
    };
    let count = ids.iter().filter(is_served).count();
    if count == ids.len() {
        return Ok(());
    }
    reply.answered()?;
    reply.require(false, || {
        format!(
            "{count} of {} pings in an array were answered: {}",
            ids.len(),
            reply.describe()
        )
    })
}

/// The code of the error, also where it was sent as a string.
pub(crate) fn code_of(reply: &Reply<'_>) -> Option<i64> {
    let error = reply.error()?;
    let text = error["code"].as_str().and_then(|text| text.parse().ok());
    error["code"].as_i64().or(text)
}

/// Holds that what was sent was not taken for a request: no result came and, over HTTP, no acknowledgement.
pub(crate) fn not_taken(seen: &Transcript, reply: &Reply<'_>, what: &str) -> Judgement {
    let error = reply
        .messages()
        .iter()
        .any(|message| message.member("error").is_some());
    reply.require(!was_executed(seen, reply), || {
        format!("answered with a result to {what}")
    })?;
    reply.answered()?;
    let status = reply.status();
    reply.require(
        error || reply.is_only_acknowledged() || !(200..300).contains(&status),
        || format!("answered {status} to {what}"),
    )?;
    if (300..400).contains(&status) {
        return Err(Verdict::inconclusive(format!(
            "answered {status} to {what}, which is no refusal"
        )));
    }
    reply.advise(status < 500, || format!("answered {status} to {what}"))
}

/// Holds that the control after something harmful is still served, where the one before it was.
pub(crate) fn survived(seen: &Transcript, label: &str, what: &str) -> Judgement {
    still_answers(seen, label, what)?;
    seen.control(&format!("after-{label}"))?;
    was_sent(seen, label)
}

/// Holds that what is under the label came to the target, and not to something in front of it. A connection that was
/// closed on it counts.
pub(crate) fn was_sent(seen: &Transcript, label: &str) -> Judgement {
    let mut sent = seen.exchanges(label);
    match sent.find(|reply| reply.is_busy() || reply.end == Some(End::Unreachable)) {
        Some(reply) => reply.answered(),
        None => Ok(()),
    }
}

/// Holds that the control after something harmful is still answered, where the one before it was served.
pub(crate) fn still_answers(seen: &Transcript, label: &str, what: &str) -> Judgement {
    seen.control(&format!("before-{label}"))?;
    let after = format!("after-{label}");
    seen.exchange(&after)?;
    let controls: Vec<_> = seen.exchanges(&after).collect();
    if let Some(gone) = answers_no_more(seen, &controls) {
        let mut finding = gone.finding(format!(
            "after {what} the target answers no more: {}",
            gone.describe()
        ));
        finding
            .evidence
            .extend(seen.exchanges(label).map(|harmful| harmful.exchange));
        finding.evidence.sort_unstable();
        return Err(Verdict::Fail(finding));
    }
    controls.iter().try_for_each(Reply::answered)
}

/// A value that the target chose, short enough for a finding.
pub(crate) fn brief(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 40 {
        text
    } else {
        text.chars().take(40).chain("…".chars()).collect()
    }
}

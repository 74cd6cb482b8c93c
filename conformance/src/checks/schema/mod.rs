//! Shapes of messages.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::check::Check;
use crate::checks::jsonrpc::{conversation, messages_sent, modern_era};
use crate::jsonrpc::Message;
use crate::revision::Revision;
use crate::schema::{Fault, Fit, Schemas, Sender};
use crate::transcript::{Reply, Transcript};

mod content_kinds;
mod icon_scheme;
mod messages_valid;
mod no_external_reference;
mod patterns_bounded;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &messages_valid::CHECK,
    &content_kinds::CHECK,
    &no_external_reference::CHECK,
    &icon_scheme::CHECK,
    &patterns_bounded::CHECK,
];

/// The kinds of content blocks that a revision defines.
fn kinds_of(revision: Revision) -> &'static [&'static str] {
    match revision {
        Revision::V2024_11_05 => &["text", "image", "resource"],
        Revision::V2025_03_26 => &["text", "image", "resource", "audio"],
        _ => &["text", "image", "resource", "audio", "resource_link"],
    }
}

/// Whether a fault is that of a content block of a kind that a later revision defines. Libraries send those in
/// older sessions too, and before 2025-06-18 that is not held against them in full.
fn is_kind_of_later_revision(revision: Revision, fault: &Fault, value: &Value) -> bool {
    let kind = value.pointer(&fault.pointer).and_then(Value::as_str);
    let later = kind.is_some_and(|kind| {
        kinds_of(Revision::V2025_11_25).contains(&kind) && !kinds_of(revision).contains(&kind)
    });
    later && fault.pointer.ends_with("/type") && revision < Revision::V2025_06_18
}

/// The methods that may be answered with questions (2026-07-28).
const MAY_ASK: &[&str] = &["tools/call", "prompts/get", "resources/read"];

/// What a message says, without its envelope, and how it fits.
struct Said<'m> {
    what: String,
    value: &'m Value,
    fit: Fit,
}

/// Holds messages against the schemas of the column's revision.
struct Judged<F> {
    schemas: &'static Schemas,
    /// Methods by conversation (over HTTP by exchange) and id; `None` where an id stood for several.
    asked: BTreeMap<(u32, String), Option<String>>,
    is_modern: F,
    revision: Revision,
    over_http: bool,
}

impl Judged<()> {
    fn read(seen: &Transcript) -> Judged<impl Fn(&Reply<'_>) -> bool + use<>> {
        let mut judged = Judged {
            schemas: Schemas::of(seen.head.cell.revision),
            asked: BTreeMap::new(),
            is_modern: modern_era(seen),
            revision: seen.head.cell.revision,
            over_http: seen.head.cell.transport.is_http(),
        };
        for reply in seen.all_exchanges() {
            let group = judged.group(&reply);
            for sent in messages_sent(&reply) {
                let Some(id) = sent.get("id").filter(|id| !id.is_null()) else {
                    continue;
                };
                let method = sent["method"].as_str().map(str::to_owned);
                let entry = judged.asked.entry((group, id.to_string()));
                let known = entry.or_insert_with(|| method.clone());
                if *known != method {
                    *known = None;
                }
            }
        }
        judged
    }
}

impl<F: Fn(&Reply<'_>) -> bool> Judged<F> {
    /// On stdio an answer may come with a later exchange of its conversation.
    fn group(&self, reply: &Reply<'_>) -> u32 {
        if self.over_http {
            reply.exchange
        } else {
            conversation(reply)
        }
    }

    /// What a message says, or each message of a batch where the revision has those. What belongs to the other
    /// era than the column's has other shapes, and is left out.
    fn said<'m>(&self, reply: &Reply<'_>, message: &'m Message) -> Vec<Said<'m>> {
        if (self.is_modern)(reply) != self.revision.is_modern() {
            return Vec::new();
        }
        let one = |value: &'m Value| self.one(reply, value);
        match &message.value {
            Some(Value::Array(items)) if self.revision == Revision::V2025_03_26 => {
                items.iter().filter_map(one).collect()
            }
            Some(value @ Value::Object(_)) => one(value).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn one<'m>(&self, reply: &Reply<'_>, message: &'m Value) -> Option<Said<'m>> {
        let (sender, schemas) = (Sender::Server, self.schemas);
        if let Some(method) = message.get("method") {
            let request = message.get("id").is_some();
            let kind = if request { "request" } else { "notification" };
            return Some(Said {
                what: format!("the {kind} {method}"),
                value: message,
                fit: if request {
                    schemas.validate_request(sender, message)
                } else {
                    schemas.validate_notification(sender, message)
                },
            });
        }
        if let Some(error) = message.get("error") {
            return Some(Said {
                what: "an error".to_owned(),
                value: error,
                fit: schemas.validate_error(sender, error),
            });
        }
        let result = message.get("result")?;
        let id = message.get("id")?.to_string();
        let method = self.asked.get(&(self.group(reply), id))?.as_ref()?;
        // Which methods may be answered with questions is held by a check of its own.
        let asks = result["resultType"] == "input_required";
        if asks && self.revision.is_modern() && !MAY_ASK.contains(&method.as_str()) {
            return None;
        }
        Some(Said {
            what: format!("the result of {method:?}"),
            value: result,
            fit: schemas.validate_result(sender, method, result),
        })
    }
}

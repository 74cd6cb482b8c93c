//! Subscriptions of the modern revision: one request, one stream of notifications.

use serde_json::{Map, Value, json};

use super::ALIVE;
use crate::conversation::{Conversation, Halt, Outgoing, Reading};
use crate::jsonrpc::Message;
use crate::probes::{Era, Holding, Over, Probe};

/// A subscription to everything that is advertised.
pub const LISTEN: &str = "listen";
/// A subscription to one type of the advertised ones, whose request has a string for its id.
pub const LISTEN_TO_ONE: &str = "listen-to-one";
/// A subscription to types that are not advertised.
pub const LISTEN_UNSUPPORTED: &str = "listen-unsupported";
/// Calls with a log level and a progress token while a subscription is open.
pub const CALL_MEANWHILE: &str = "call-meanwhile";
/// Subscriptions whose filter is missing or of another type: label, and what is wrong in a finding.
pub const UNFILTERED: &[(&str, &str)] = &[
    ("listen-without-filter", "without a filter"),
    ("listen-to-word", "with a word for a filter's boolean"),
    ("listen-to-string", "with a string for a filter's list"),
];
/// A list without a token: where that is open, what tells of its changes may be, too.
pub const LIST_BARE: &str = "list-without-token";
/// A subscription without a token.
pub const LISTEN_BARE: &str = "listen-without-token";
/// The notification that begins a subscription.
pub const ACKNOWLEDGED: &str = "notifications/subscriptions/acknowledged";

/// Types of a subscription's filter, with the capability that advertises each.
pub const FILTERS: &[(&str, &str)] = &[
    ("toolsListChanged", "tools.listChanged"),
    ("promptsListChanged", "prompts.listChanged"),
    ("resourcesListChanged", "resources.listChanged"),
    ("resourceSubscriptions", "resources.subscribe"),
];

/// Subscriptions of the modern revision.
pub static SUBSCRIPTIONS: Probe = Probe {
    name: "subscriptions",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(subscriptions(c)) as Holding<'_>),
};

async fn subscriptions(c: &mut Conversation) -> Result<(), Halt> {
    c.barrier(ALIVE).await?;
    let uri = c
        .facts()
        .resources
        .iter()
        .find_map(|resource| resource["uri"].as_str())
        .map(str::to_owned);
    let wish = |name: &str| match (name, &uri) {
        ("resourceSubscriptions", None) => None,
        ("resourceSubscriptions", Some(uri)) => Some(json!([uri])),
        _ => Some(json!(true)),
    };
    let (mut advertised, mut others) = (Map::new(), Map::new());
    for (name, capability) in FILTERS {
        let place = if c.facts().declares(capability) {
            &mut advertised
        } else {
            &mut others
        };
        place.extend(wish(name).map(|value| ((*name).to_owned(), value)));
    }
    if let Some((name, value)) = advertised.clone().into_iter().next() {
        listen(c, LISTEN, advertised.into(), None).await?;
        listen(
            c,
            LISTEN_TO_ONE,
            json!({name.as_str(): value}),
            Some("proofhouse-listen"),
        )
        .await?;
        if !others.is_empty() {
            listen(c, LISTEN_UNSUPPORTED, others.into(), None).await?;
        }
        let odd = [
            json!({}),
            json!({"notifications": {"toolsListChanged": "yes"}}),
            json!({"notifications": {"resourceSubscriptions": "proofhouse:none"}}),
        ];
        for ((label, _), params) in UNFILTERED.iter().zip(odd) {
            let out = c.request("subscriptions/listen", params);
            begin(c, label, out).await?;
        }
        if c.is_http() && c.facts().is_protected() {
            let bare = c.list().without_token();
            c.send(LIST_BARE, bare).await?;
            let params = json!({"notifications": {name: value}});
            let mut bare = c.request("subscriptions/listen", params).without_token();
            bare.reading = Reading::Head;
            c.send(LISTEN_BARE, bare).await?;
        }
    }
    c.barrier(ALIVE).await
}

/// The note that says whether the stream of the first subscription was open a moment after its acknowledgment.
pub const OPEN: &str = "open-after-acknowledgment";

async fn listen(c: &mut Conversation, label: &str, filter: Value, id: Option<&str>) -> Result<(), Halt> {
    let mut out = c.request("subscriptions/listen", json!({"notifications": filter}));
    if let Some(id) = id {
        out.edit(|message| message["id"] = json!(id));
    }
    begin(c, label, out).await
}

async fn begin(c: &mut Conversation, label: &str, out: Outgoing) -> Result<(), Halt> {
    if c.is_http() {
        listen_over_http(c, label, out).await
    } else {
        listen_over_stdio(c, label, out).await
    }
}

async fn listen_over_http(c: &mut Conversation, label: &str, out: Outgoing) -> Result<(), Halt> {
    let mut stream = c.open_stream(label, out).await?;
    c.read_stream(&mut stream, has_begun).await;
    if stream.is_open() {
        if label == LISTEN {
            c.barrier("barrier").await?;
            c.drain(&mut stream).await;
            c.note(OPEN, if stream.is_open() { "yes" } else { "no" });
            call_meanwhile(c).await?;
        }
        c.barrier("barrier").await?;
        c.drain(&mut stream).await;
    }
    c.leave(stream);
    Ok(())
}

async fn listen_over_stdio(c: &mut Conversation, label: &str, out: Outgoing) -> Result<(), Halt> {
    let id = out.id.clone().unwrap_or_default();
    c.send_until(label, out, has_begun).await?;
    if label == LISTEN {
        call_meanwhile(c).await?;
    }
    let cancel = c.notification("notifications/cancelled", json!({"requestId": id}));
    c.send("cancel", cancel).await?;
    Ok(())
}

async fn call_meanwhile(c: &mut Conversation) -> Result<(), Halt> {
    for (name, arguments) in super::harmless_calls(c) {
        let meta =
            json!({"progressToken": "proofhouse-progress", "io.modelcontextprotocol/logLevel": "debug"});
        let call = json!({"name": name, "arguments": arguments, "_meta": meta});
        let request = c.request("tools/call", call);
        c.send(CALL_MEANWHILE, request).await?;
    }
    Ok(())
}

/// Whether a message acknowledges a subscription, or refuses one.
pub(in crate::probes) fn has_begun(message: &Message) -> bool {
    message.method() == Some(ACKNOWLEDGED) || message.is_response()
}

/// The control of the flood: discovery, on a connection of its own.
pub const STILL_THERE: &str = "still-there";
/// The same while the target holds as many streams as it will.
pub const MEANWHILE: &str = "while-many-listen";
/// What the flood consists of: label, and what it is.
pub const FLOODS: &[(&str, &str)] = &[
    ("listen-to-many", "a filter of 10,000 URIs"),
    ("listen-often", "128 subscriptions at once"),
];
/// URIs in one filter.
const URIS: usize = 10_000;
/// Subscriptions that are open at the same time. They are few enough for one process to hold both ends.
const STREAMS: usize = 128;

/// Subscriptions by the hundred, and one of thousands of URIs.
pub static FLOOD: Probe = Probe {
    name: "subscription-flood",
    era: Era::Modern,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: true,
    hold: Some(|c| Box::pin(flood(c)) as Holding<'_>),
};

async fn flood(c: &mut Conversation) -> Result<(), Halt> {
    let [(many, _), (often, _)] = FLOODS else {
        return Ok(());
    };
    let advertised = |(_, capability): &&(&str, &str)| c.facts().declares(capability);
    let Some((name, _)) = FILTERS.iter().rev().find(advertised) else {
        return Ok(());
    };
    c.barrier(STILL_THERE).await?;
    let is_by_uri = *name == "resourceSubscriptions";
    if is_by_uri {
        let uris: Vec<String> = (0..URIS).map(|number| format!("proofhouse://{number}")).collect();
        let mut large = c.request("subscriptions/listen", json!({"notifications": {*name: uris}}));
        large.reading = Reading::Head;
        c.send(many, large).await?;
        c.reconnect();
        c.barrier(STILL_THERE).await?;
    }
    let value = if is_by_uri {
        json!(["proofhouse://none"])
    } else {
        json!(true)
    };
    let mut streams = Vec::new();
    for _ in 0..STREAMS {
        let request = c.request("subscriptions/listen", json!({"notifications": {*name: value}}));
        streams.push(c.open_stream(often, request).await?);
    }
    c.reconnect();
    // A bound on connections may turn this away.
    c.barrier(MEANWHILE).await?;
    for stream in streams {
        c.leave(stream);
    }
    c.reconnect();
    c.barrier(STILL_THERE).await
}

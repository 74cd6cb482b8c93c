//! Streamable HTTP itself: `Origin` and `Host`, the endpoint's methods, statuses, streams, the version header.

use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::arguments;
use crate::conversation::{Conversation, Halt, Outgoing, Reading};
use crate::revision::Revision;
use crate::transport::http::Endpoint;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&ORIGIN, &ENDPOINT, &VERSION_HEADER, &MALFORMED];

/// A request that is served, before and after everything else of the conversation.
pub const CLEAN: &str = "clean";

/// The same, after something that may have ended the session.
pub const STILL_OPEN: &str = "still-open";

/// The request of [`CLEAN`] from a web page of another site.
pub const FOREIGN_ORIGIN: &str = "foreign-origin";

/// The request of [`CLEAN`], sent to a name that is not the server's.
pub const FOREIGN_HOST: &str = "foreign-host";

/// The request of [`CLEAN`] from a page whose own name was pointed at this machine: to the browser both are one site,
/// so `Host` and `Origin` name it alike (legacy).
pub const REBOUND: &str = "rebound";

/// An origin that no server has reason to allow.
const EVIL: &str = "http://evil.example";

/// The request of [`CLEAN`] from the server's own origin (modern).
pub const OWN_ORIGIN: &str = "own-origin";

/// The request of [`CLEAN`] without any `Origin`, on the same connection (modern).
pub const NO_ORIGIN: &str = "no-origin";

/// The request of [`CLEAN`] from origins that only look like the server's own. All are of other sites:
/// which ports and schemes of its own host a server allows is its policy. And all are origins that a
/// browser can send (RFC 6454 section 7.1): a value with a user, a path or a port that is no number comes
/// from no page, so serving it harms nobody.
pub const LOOK_ALIKES: &[&str] = &[
    "origin-own-host-as-prefix",
    "origin-own-host-as-prefix-and-port",
    "origin-localhost-as-prefix",
    "origin-localhost-as-suffix",
    "origin-own-port",
];

/// The request of [`FOREIGN_ORIGIN`] with a content type that browsers send without asking (modern).
pub const SIMPLE_TYPE: &str = "foreign-simple-type";

/// Other kinds of requests from [`FOREIGN_ORIGIN`]'s page.
pub const FROM_FOREIGN_PAGE: &[&str] = &[
    "foreign-notification",
    "foreign-get",
    "foreign-initialize",
    "foreign-list",
    "foreign-read",
    "foreign-delete",
];

/// `Origin` and `Host`, one at a time.
pub static ORIGIN: Probe = Probe {
    name: "origin",
    era: Era::Any,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_origin(c)) as Holding<'_>),
};

async fn hold_origin(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CLEAN).await?;
    if c.is_modern() {
        absent_origin(c).await?;
    }
    let work = c.work();
    c.send(FOREIGN_ORIGIN, from(work, EVIL)).await?;
    if c.is_modern() {
        let mut work = c.work();
        work.set("Content-Type", "text/plain");
        c.send(SIMPLE_TYPE, from(work, EVIL)).await?;
    }
    for (label, origin) in look_alikes(c) {
        let work = c.work();
        c.send(label, from(work, &origin)).await?;
    }
    if let Some(host) = foreign_host(c) {
        let mut work = c.work();
        work.set("Host", &host);
        c.send(FOREIGN_HOST, work).await?;
        if !c.is_modern() {
            let mut work = c.work();
            work.set("Host", &host);
            c.send(REBOUND, from(work, &format!("http://{host}"))).await?;
        }
    }
    let notification = c.notification("notifications/cancelled", json!({"requestId": "proofhouse-none"}));
    c.send("foreign-notification", from(notification, EVIL)).await?;
    let mut get = c.endpoint_request("GET");
    get.reading = Reading::Head;
    c.send("foreign-get", from(get, EVIL)).await?;
    for (label, out) in other_requests(c) {
        c.send(label, from(out, EVIL)).await?;
    }
    c.control(CLEAN).await?;
    let delete = c.endpoint_request("DELETE");
    c.send("foreign-delete", from(delete, EVIL)).await?;
    c.control(STILL_OPEN).await
}

/// Discovery has no stream, so both requests come on one connection.
async fn absent_origin(c: &mut Conversation) -> Result<(), Halt> {
    if let Some(own) = c.endpoint().map(Endpoint::origin) {
        let safe = c.safe_request();
        c.send(OWN_ORIGIN, from(safe, &own)).await?;
    }
    let mut safe = c.safe_request();
    safe.remove("Origin");
    c.send(NO_ORIGIN, safe).await?;
    Ok(())
}

fn from(mut out: Outgoing, origin: &str) -> Outgoing {
    out.set("Origin", origin);
    out
}

fn look_alikes(c: &Conversation) -> Vec<(&'static str, String)> {
    let Some(endpoint) = &c.ground.endpoint else {
        return Vec::new();
    };
    let host = endpoint.url.host_str().unwrap_or("localhost");
    let port = endpoint.url.port_or_known_default().unwrap_or(80);
    let origins = [
        format!("http://{host}.evil.example"),
        format!("http://{host}.evil.example:{port}"),
        "http://localhost.evil.example".to_owned(),
        "http://evil-localhost".to_owned(),
        format!("http://evil.example:{port}"),
    ];
    LOOK_ALIKES.iter().copied().zip(origins).collect()
}

/// Another name on the same port, where the target is on this machine.
fn foreign_host(c: &Conversation) -> Option<String> {
    let endpoint = c.ground.endpoint.as_ref()?;
    let port = endpoint
        .url
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    is_loopback(&endpoint.authority()).then(|| format!("evil.example{port}"))
}

/// Whether the authority of a URL, or a `Host` header, names this machine.
pub fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}

/// What a modern server may treat otherwise than the request of [`CLEAN`].
fn other_requests(c: &mut Conversation) -> Vec<(&'static str, Outgoing)> {
    if !c.is_modern() {
        let initialize = c.initialize_request();
        return vec![
            ("foreign-initialize", initialize),
            ("foreign-list", c.safe_request()),
        ];
    }
    let mut others = vec![("foreign-list", c.safe_request())];
    if let Some(uri) = c
        .facts()
        .resources
        .first()
        .and_then(|resource| resource["uri"].as_str())
        .map(str::to_owned)
    {
        others.push(("foreign-read", c.request("resources/read", json!({"uri": uri}))));
    }
    others
}

/// The standalone stream.
pub const GET: &str = "get";

/// The end of a session.
pub const DELETE: &str = "delete";

/// A complete notification that means nothing.
pub const NOTIFICATION: &str = "notification";

/// Messages that are due no response and cannot be accepted.
pub const BAD_INPUT: &[&str] = &[
    "notification-bad-params",
    "notification-empty-method",
    "response-without-content",
];

/// A response to a request that nobody sent.
pub const UNASKED_RESPONSE: &str = "unasked-response";

/// A request for a method that does not exist.
pub const UNKNOWN_METHOD: &str = "unknown-method";

/// A tool call whose stream is read to its end.
pub const WHOLE_STREAM: &str = "whole-stream";

/// Each listed or declared feature at the one endpoint.
pub const ADVERTISED: &str = "advertised-method";

/// The request of [`CLEAN`] with a session id, which modern requests do not have.
pub const WITH_SESSION_ID: &str = "with-session-id";

/// The request of [`CLEAN`] with a `Last-Event-ID`, which modern requests do not have.
pub const WITH_LAST_EVENT_ID: &str = "with-last-event-id";

/// The request of [`CLEAN`] without anything that says who asks (modern).
pub const BARE: &str = "without-credentials";

/// The note that says whether a socket listens at the target's port on an address that is not loopback; there is none
/// where the target was not launched, or the system does not say.
pub const LISTENS: &str = "listens-beyond-loopback";

/// A request that every server of the revision serves.
pub const SAFE: &str = "safe-request";

/// What the endpoint does with each kind of message.
pub static ENDPOINT: Probe = Probe {
    name: "endpoint",
    era: Era::Any,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_endpoint(c)) as Holding<'_>),
};

async fn hold_endpoint(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CLEAN).await?;
    c.look_where_it_listens(LISTENS);
    let method = if c.is_modern() { "server/discover" } else { "ping" };
    let safe = c.request(method, json!({}));
    c.send(SAFE, safe).await?;
    let notification = c.notification("notifications/cancelled", json!({"requestId": "proofhouse-none"}));
    c.send(NOTIFICATION, notification).await?;
    let wrong = c.notification("notifications/cancelled", json!("no object"));
    c.send(BAD_INPUT[0], wrong).await?;
    if c.is_modern() {
        hold_modern_endpoint(c).await?;
    } else {
        hold_legacy_endpoint(c).await?;
    }
    let unknown = c.request("proofhouse/unknown", json!({}));
    c.send(UNKNOWN_METHOD, unknown).await?;
    let mut get = c.endpoint_request("GET");
    get.reading = Reading::Head;
    c.send(GET, get).await?;
    if let Some(mut call) = tool_call(c) {
        call.reading = Reading::ToEnd;
        c.send(WHOLE_STREAM, call).await?;
    }
    c.control(CLEAN).await
}

async fn hold_legacy_endpoint(c: &mut Conversation) -> Result<(), Halt> {
    let nameless = c.notification("", json!({}));
    c.send(BAD_INPUT[1], nameless).await?;
    let id = "proofhouse-none";
    let empty = c.raw(json!({"jsonrpc": "2.0", "id": id}).to_string());
    c.send(BAD_INPUT[2], empty).await?;
    let response = c.raw(json!({"jsonrpc": "2.0", "id": id, "result": {}}).to_string());
    c.send(UNASKED_RESPONSE, response).await?;
    Ok(())
}

async fn hold_modern_endpoint(c: &mut Conversation) -> Result<(), Halt> {
    for (method, params) in advertised(c) {
        let out = c.request(method, params);
        c.send(ADVERTISED, out).await?;
    }
    let mut work = c.work();
    work.set("Mcp-Session-Id", &c.entropy.hex("session"));
    c.send(WITH_SESSION_ID, work).await?;
    let mut work = c.work();
    work.set("Last-Event-ID", "1");
    c.send(WITH_LAST_EVENT_ID, work).await?;
    let delete = c.endpoint_request("DELETE");
    c.send(DELETE, delete).await?;
    bare(c).await
}

/// Without the token, and without what the target file adds to each request.
async fn bare(c: &mut Conversation) -> Result<(), Halt> {
    let mut work = c.work();
    for (name, _) in c.ground.headers.clone() {
        work.remove(&name);
    }
    c.send(BARE, work.without_token()).await?;
    Ok(())
}

/// A request for each capability that the target declares.
fn advertised(c: &Conversation) -> Vec<(&'static str, Value)> {
    let facts = c.facts();
    let lists = [
        ("tools", "tools/list"),
        ("resources", "resources/list"),
        ("prompts", "prompts/list"),
    ];
    let declared = lists
        .into_iter()
        .filter(|(capability, _)| facts.declares(capability));
    let mut found: Vec<_> = declared.map(|(_, method)| (method, json!({}))).collect();
    if let Some(uri) = facts
        .resources
        .first()
        .map(|resource| &resource["uri"])
        .filter(|uri| uri.is_string())
    {
        found.push(("resources/read", json!({"uri": uri})));
    }
    found
}

/// A tool call without side effects, whether or not discovery saw one served.
fn tool_call(c: &mut Conversation) -> Option<Outgoing> {
    if c.facts().work.is_some() {
        return Some(c.work());
    }
    let facts = c.facts();
    let tool = facts.tools.iter().find(|tool| facts.may_call(tool))?;
    let arguments = arguments::plain(&tool["inputSchema"]).ok()?;
    let params = json!({"name": tool["name"], "arguments": arguments});
    Some(c.request("tools/call", params))
}

/// Versions that no server speaks, one a request; labels of [`VERSION_HEADER`].
pub const INVALID_VERSIONS: &[(&str, &str)] = &[
    ("version-past", "1999-01-01"),
    ("version-future", "2999-12-31"),
    ("version-word", "abc"),
];

/// Other kinds of requests with a version that no server speaks.
pub const WITH_INVALID_VERSION: &[&str] = &[
    "version-past-notification",
    "version-past-get",
    "version-past-delete",
];

/// The request of [`CLEAN`], its header names written otherwise.
pub const HEADER_CASES: &[&str] = &["lower-case-names", "upper-case-names"];

/// The request of [`CLEAN`] without the version header.
pub const VERSION_ABSENT: &str = "version-absent";

/// The request of [`CLEAN`] with both media types in other forms of `Accept` (RFC 9110, section 12.5.1); a line
/// break stands between two headers.
pub const ACCEPTS: &[(&str, &str)] = &[
    ("accept-reversed", "text/event-stream, application/json"),
    ("accept-without-space", "application/json,text/event-stream"),
    (
        "accept-with-weights",
        "application/json;q=0.9, text/event-stream;q=0.8",
    ),
    ("accept-in-upper-case", "APPLICATION/JSON, TEXT/EVENT-STREAM"),
    ("accept-in-two-lines", "application/json\ntext/event-stream"),
    (
        "accept-with-more",
        "text/html, application/json, text/event-stream, image/*;q=0.1",
    ),
];

/// The handshake with the version header, which belongs on later requests: before and after the next.
pub const WITH_VERSION: &str = "handshake-with-version";

/// The handshake without it.
pub const WITHOUT_VERSION: &str = "handshake-without-version";

/// A handshake for each revision that has the header; where it is agreed on, a ping in its session with that
/// version in the header, and one without the header.
pub const AGREED: &[&str] = &["agree", "agreed-version", "agreed-version-absent"];

/// The version header of a legacy session, and how header names are written.
pub static VERSION_HEADER: Probe = Probe {
    name: "version-header",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_version_header(c)) as Holding<'_>),
};

async fn hold_version_header(c: &mut Conversation) -> Result<(), Halt> {
    if c.cell.revision >= Revision::V2025_06_18 {
        handshakes(c).await?;
        agreements(c).await?;
    }
    c.open().await?;
    c.control(CLEAN).await?;
    for (label, version) in INVALID_VERSIONS {
        let work = c.work();
        c.send(label, of_version(work, version)).await?;
    }
    for (label, accept) in ACCEPTS {
        let mut work = c.work();
        work.remove("Accept");
        for line in accept.lines() {
            work.push("Accept", line);
        }
        c.send(label, work).await?;
    }
    let mut work = c.work();
    work.remove("MCP-Protocol-Version");
    c.send(VERSION_ABSENT, work).await?;
    for label in HEADER_CASES {
        // A new connection, so that the target reads these names before any others.
        c.reconnect();
        let mut work = c.work();
        rename(&mut work, |name| match *label {
            "lower-case-names" => name.to_ascii_lowercase(),
            _ => name.to_ascii_uppercase(),
        });
        c.send(label, work).await?;
    }
    c.reconnect();
    let notification = c.notification("notifications/cancelled", json!({"requestId": "proofhouse-none"}));
    c.send(WITH_INVALID_VERSION[0], of_version(notification, "1999-01-01"))
        .await?;
    let mut get = c.endpoint_request("GET");
    get.reading = Reading::Head;
    c.send(WITH_INVALID_VERSION[1], of_version(get, "1999-01-01"))
        .await?;
    c.control(CLEAN).await?;
    let delete = c.endpoint_request("DELETE");
    c.send(WITH_INVALID_VERSION[2], of_version(delete, "1999-01-01"))
        .await?;
    c.control(STILL_OPEN).await
}

async fn handshakes(c: &mut Conversation) -> Result<(), Halt> {
    let handshake = c.initialize_request();
    let version = c.cell.revision.as_str();
    c.send(WITH_VERSION, of_version(handshake, version)).await?;
    let handshake = c.initialize_request();
    c.send(WITHOUT_VERSION, handshake).await?;
    // A server that opens so many sessions and no more is told apart by this.
    let handshake = c.initialize_request();
    c.send(WITH_VERSION, of_version(handshake, version)).await?;
    Ok(())
}

async fn agreements(c: &mut Conversation) -> Result<(), Halt> {
    let with_header = Revision::ALL
        .into_iter()
        .filter(|known| *known >= Revision::V2025_06_18 && !known.is_modern());
    for version in with_header.map(Revision::as_str) {
        let mut handshake = c.initialize_request();
        handshake.edit(|message| message["params"]["protocolVersion"] = json!(version));
        let reply = c.send(AGREED[0], handshake).await?;
        if !reply.is_served() {
            continue;
        }
        c.session = reply.header("mcp-session-id").map(str::to_owned);
        let initialized = c.notification("notifications/initialized", json!({}));
        c.send("agreed-initialized", of_version(initialized, version))
            .await?;
        let ping = c.safe_request();
        c.send(AGREED[1], of_version(ping, version)).await?;
        let mut ping = c.safe_request();
        ping.remove("MCP-Protocol-Version");
        c.send(AGREED[2], ping).await?;
        c.session = None;
    }
    Ok(())
}

fn of_version(mut out: Outgoing, version: &str) -> Outgoing {
    out.set("MCP-Protocol-Version", version);
    out
}

/// Writes the names of the headers that MCP defines otherwise.
pub fn rename(out: &mut Outgoing, change: impl Fn(&str) -> String) {
    for (name, _) in &mut out.headers {
        if name.to_ascii_lowercase().starts_with("mcp-") {
            *name = change(name);
        }
    }
}

/// Text whose bytes are not UTF-8.
pub const NOT_UTF8: &str = "body-not-utf-8";

/// Bodies that are no message, one a request; labels of [`MALFORMED`].
pub const MALFORMED_BODIES: &[&str] = &[
    "body-empty",
    "body-truncated",
    "body-with-nul",
    NOT_UTF8,
    "body-nested-deeply",
];

/// The request of [`CLEAN`] after each of [`MALFORMED_BODIES`], in the same order.
pub const ALIVE: &str = "alive";

/// Levels of nesting: more than a recursive reader has stack for.
const DEEP: usize = 100_000;

/// Bodies that take fragile servers down.
pub static MALFORMED: Probe = Probe {
    name: "malformed-bodies",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: true,
    hold: Some(|c| Box::pin(hold_malformed(c)) as Holding<'_>),
};

async fn hold_malformed(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CLEAN).await?;
    let whole = c.request("tools/list", json!({})).body;
    let nul = [whole.as_slice(), b"\0"].concat();
    let not_text = String::from_utf8_lossy(&whole)
        .replace("tools/list", "tools/\u{1}")
        .into_bytes();
    let not_text = not_text
        .into_iter()
        .map(|byte| if byte == 1 { 0xff } else { byte })
        .collect();
    let bodies = [
        Vec::new(),
        whole[..whole.len() / 2].to_vec(),
        nul,
        not_text,
        b"[".repeat(DEEP),
    ];
    for (label, body) in MALFORMED_BODIES.iter().zip(bodies) {
        let out = c.raw(body);
        c.send(label, out).await?;
        c.control(ALIVE).await?;
    }
    c.control(CLEAN).await
}

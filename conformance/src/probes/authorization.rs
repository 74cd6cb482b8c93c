//! Authorization beyond the single token: later requests, metadata, the upstream, tokens of unreasonable size.

use mock_auth_server::defect;
use serde_json::json;
use url::{Host, Url};

use super::tokens::{LONG_AUDIENCES, NO_TOKEN, look_for_stream};
use super::{Era, Holding, Over, Probe, leads};
use crate::challenge;
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::launch::led_upstream;
use crate::transport::http::Endpoint;

/// A working request with a good token, before and after everything else.
pub const CALL: &str = "good-call";

/// The same in the second session, which tokens for another audience are tried on.
pub const SECOND_CALL: &str = "good-call-in-second-session";

/// The same request without a token.
pub const CALL_BARE: &str = "call-without-token";

/// The same request with something that is no token.
pub const CALL_GARBAGE: &str = "call-with-garbage";

/// The same request with a token for another audience.
pub const CALL_FOREIGN: &str = "call-with-foreign-token";

/// A notification with a good token: the control of those without.
pub const NOTE: &str = "good-notification";

/// A notification without a token.
pub const NOTE_BARE: &str = "notification-without-token";

/// A notification with a token for another audience.
pub const NOTE_FOREIGN: &str = "notification-with-foreign-token";

/// A GET for the session's stream without a token.
pub const STREAM_BARE: &str = "stream-without-token";

/// A GET for the session's stream with a token for another audience.
pub const STREAM_FOREIGN: &str = "stream-with-foreign-token";

/// A DELETE of the session without a token.
pub const END_BARE: &str = "end-without-token";

/// A DELETE of the session with a token for another audience.
pub const END_FOREIGN: &str = "end-with-foreign-token";

/// The metadata at the address that the challenge names.
pub const NAMED: &str = "metadata-in-challenge";

/// The metadata at the well-known path with the endpoint's path behind it.
pub const AT_PATH: &str = "metadata-at-path";

/// The metadata at the well-known path alone.
pub const AT_ROOT: &str = "metadata-at-root";

/// The metadata, asked for under the name of another host; and the challenge, with that name in forwarding headers.
pub const FORGED: &[&str] = &[
    "metadata-with-forged-host",
    "metadata-with-forged-forwarding",
    "challenge-with-forged-forwarding",
];
/// That host.
pub const FORGED_HOST: &str = "attacker.example";

/// The note that the challenge names an address on another origin, where we do not look.
pub const NAMED_ELSEWHERE: &str = "metadata-on-another-origin";

/// The tool call that reaches the upstream, with a good token.
pub const LED: &str = "upstream-call";

/// The same with a token for another audience, and another path at the upstream.
pub const LED_FOREIGN: &str = "upstream-call-with-foreign-token";

/// The part of the upstream's path that only the call with the foreign token asks for.
pub const FOREIGN_CANARY: &str = "foreign-canary";

/// Tokens that are good but for their size; those of [`LONG_AUDIENCES`] are tried with them.
pub const UNREASONABLE: &[&str] = &["oversized", "deep-json"];

/// A working request with a good token, after the tokens of unreasonable size.
pub const CALL_AFTER: &str = "good-call-afterwards";

/// Where the metadata of a resource is, before the path of the resource.
const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&LATER_REQUESTS, &METADATA, &UPSTREAM, &UNREASONABLE_TOKENS];

const fn over_http(name: &'static str, needs: &'static [Need]) -> Probe {
    Probe {
        name,
        era: Era::Any,
        over: Over::Http,
        needs,
        hazard: false,
        hold: None,
    }
}

/// A request with a good token, and what comes after it: on the same connection, in the same session.
pub static LATER_REQUESTS: Probe = Probe {
    hold: Some(|c| Box::pin(later_requests(c)) as Holding<'_>),
    ..over_http("later-requests", &[Need::ResourceServer])
};

/// The metadata of the protected resource, found in every way that a client has.
pub static METADATA: Probe = Probe {
    hold: Some(|c| Box::pin(metadata(c)) as Holding<'_>),
    ..over_http("resource-metadata", &[Need::ResourceServer])
};

/// What reaches the upstream service when a tool is called.
pub static UPSTREAM: Probe = Probe {
    hold: Some(|c| Box::pin(upstream(c)) as Holding<'_>),
    ..over_http("upstream", &[Need::ResourceServer, Need::Upstream])
};

/// Tokens of unreasonable size or depth, which may take a careless server down.
pub static UNREASONABLE_TOKENS: Probe = Probe {
    hazard: true,
    hold: Some(|c| Box::pin(unreasonable_tokens(c)) as Holding<'_>),
    ..over_http("unreasonable-tokens", &[Need::ResourceServer])
};

/// What a request of [`LATER_REQUESTS`] lacks, as the end of a sentence that begins with "answered".
pub fn summary(label: &str) -> &'static str {
    match label {
        CALL_BARE => "a later request without a token",
        CALL_GARBAGE => "a later request with something that is no token",
        CALL_FOREIGN => "a later request with a token for another audience",
        NOTE_BARE => "a notification without a token",
        NOTE_FOREIGN => "a notification with a token for another audience",
        STREAM_BARE => "a GET without a token",
        STREAM_FOREIGN => "a GET with a token for another audience",
        END_BARE => "a DELETE without a token",
        END_FOREIGN => "a DELETE with a token for another audience",
        _ => "a request without a token",
    }
}

async fn later_requests(c: &mut Conversation) -> Result<(), Halt> {
    if c.is_channel() {
        // Before the conversation has a stream of its own: some servers have one at a time.
        open_stream(c, STREAM_BARE, None).await?;
        open_stream(c, STREAM_FOREIGN, Some("audience-foreign")).await?;
    }
    c.open().await?;
    c.control(CALL).await?;
    let bare = c.work().without_token();
    c.send(CALL_BARE, bare).await?;
    let garbage = c.work();
    send_defective(c, CALL_GARBAGE, garbage, "garbage").await?;
    if !c.is_modern() {
        let note = cancel_nothing(c);
        c.send(NOTE, note.clone()).await?;
        c.send(NOTE_BARE, note.without_token()).await?;
    }
    if c.session.is_some() {
        open_stream(c, STREAM_BARE, None).await?;
        let end = c.endpoint_request("DELETE").without_token();
        c.send(END_BARE, end).await?;
    }
    c.control(CALL).await?;
    foreign_requests(c).await
}

/// The same in a session of its own, so that a server that fell for the above starts afresh.
async fn foreign_requests(c: &mut Conversation) -> Result<(), Halt> {
    let foreign = "audience-foreign";
    // Over HTTP+SSE a session is as long as its stream.
    drop(c.take_up(None));
    c.open().await?;
    c.control(SECOND_CALL).await?;
    let out = c.work();
    send_defective(c, CALL_FOREIGN, out, foreign).await?;
    if !c.is_modern() {
        let note = cancel_nothing(c);
        c.send(NOTE, note.clone()).await?;
        send_defective(c, NOTE_FOREIGN, note, foreign).await?;
    }
    if c.session.is_some() {
        open_stream(c, STREAM_FOREIGN, Some(foreign)).await?;
        let end = c.endpoint_request("DELETE");
        send_defective(c, END_FOREIGN, end, foreign).await?;
    }
    c.control(SECOND_CALL).await
}

/// A notification that every server takes and none acts on.
fn cancel_nothing(c: &mut Conversation) -> Outgoing {
    c.notification(
        "notifications/cancelled",
        json!({"requestId": "proofhouse-never-sent", "reason": "not needed"}),
    )
}

async fn send_defective(c: &mut Conversation, label: &str, mut out: Outgoing, id: &str) -> Result<(), Halt> {
    let Some(token) = defect(id).and_then(|defect| c.defective_token(defect)) else {
        return Ok(());
    };
    out.set_token(&token);
    c.send(label, out).await?;
    Ok(())
}

/// Asks for the session's stream, and leaves it again if it comes.
async fn open_stream(c: &mut Conversation, label: &str, id: Option<&str>) -> Result<(), Halt> {
    let out = c.endpoint_request("GET");
    let token = id.and_then(defect).and_then(|defect| c.defective_token(defect));
    look_for_stream(c, label, out.with_token(token.as_deref())).await
}

async fn metadata(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CALL).await?;
    let bare = c.work().without_token();
    let reply = c.send(CALL_BARE, bare).await?;
    let named =
        challenge::bearer(&reply).and_then(|found| found.parameter("resource_metadata").map(str::to_owned));
    let Some(endpoint) = c.ground.endpoint.clone() else {
        return Ok(());
    };
    if let Some(url) = named.and_then(|named| Url::parse(&named).ok()) {
        if is_ours(&endpoint, &url) {
            let target = Endpoint::at(url).target();
            get(c, NAMED, &target).await?;
        } else {
            c.note(
                NAMED_ELSEWHERE,
                "the challenge names an address on another origin",
            );
        }
    }
    metadata_documents(c).await?;
    let path = endpoint.url.path().trim_end_matches('/');
    forge_host(c, &format!("{WELL_KNOWN}{path}")).await?;
    c.control(CALL).await
}

/// Asks for the metadata at the well-known places.
pub(super) async fn metadata_documents(c: &mut Conversation) -> Result<(), Halt> {
    let Some(endpoint) = c.ground.endpoint.clone() else {
        return Ok(());
    };
    let path = endpoint.url.path().trim_end_matches('/');
    if !path.is_empty() {
        get(c, AT_PATH, &format!("{WELL_KNOWN}{path}")).await?;
    }
    get(c, AT_ROOT, WELL_KNOWN).await
}

async fn forge_host(c: &mut Conversation, target: &str) -> Result<(), Halt> {
    let forwarded = |out: &mut Outgoing| {
        out.set("X-Forwarded-Host", FORGED_HOST);
        out.set("Forwarded", &format!("host={FORGED_HOST}"));
    };
    let mut out = c.path_request(target);
    out.set("Host", FORGED_HOST);
    c.send(FORGED[0], out).await?;
    let mut out = c.path_request(target);
    forwarded(&mut out);
    c.send(FORGED[1], out).await?;
    let mut out = c.work().without_token();
    forwarded(&mut out);
    c.send(FORGED[2], out).await?;
    Ok(())
}

async fn get(c: &mut Conversation, label: &str, target: &str) -> Result<(), Halt> {
    let out = c.path_request(target);
    c.send(label, out).await?;
    Ok(())
}

/// Whether a URL lies on the target's origin; the names of the loopback interface are one.
fn is_ours(endpoint: &Endpoint, url: &Url) -> bool {
    let ours = &endpoint.url;
    let host = url.host() == ours.host() || (is_loopback(url) && is_loopback(ours));
    host && url.scheme() == ours.scheme() && url.port_or_known_default() == ours.port_or_known_default()
}

/// Whether a URL names this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

async fn upstream(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    let (good, foreign) = (c.entropy.canary(), c.entropy.canary());
    c.note(FOREIGN_CANARY, foreign.clone());
    let Some(out) = led_call(c, &foreign) else {
        return Ok(());
    };
    send_defective(c, LED_FOREIGN, out, "audience-foreign").await?;
    // Comes last, so that whatever the call before it set off has arrived when this one is answered.
    let Some(mut out) = led_call(c, &good) else {
        return Ok(());
    };
    leads::age_token(c, &mut out);
    c.send(LED, out).await?;
    c.look_upstream(&foreign);
    c.look_upstream(&good);
    Ok(())
}

/// The call that leads the target to the upstream, with the canary in the path that it asks for.
pub(super) fn led_call(c: &mut Conversation, canary: &str) -> Option<Outgoing> {
    let base = c.ground.upstream.as_ref()?.base_url();
    let fixture = led_upstream(c.facts().upstream.clone()?, &format!("{base}/{canary}"), canary);
    Some(c.request(
        "tools/call",
        json!({"name": fixture.tool, "arguments": fixture.arguments}),
    ))
}

async fn unreasonable_tokens(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CALL).await?;
    let bare = c.work().without_token();
    c.send(NO_TOKEN, bare).await?;
    for id in UNREASONABLE.iter().chain(LONG_AUDIENCES) {
        let out = c.work();
        send_defective(c, id, out, id).await?;
        c.reconnect();
    }
    c.control(CALL_AFTER).await
}

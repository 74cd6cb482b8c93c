//! Tokens on a request that works: the good one, then one fault at a time, then the good one again.

use mock_auth_server::{Defect, Expected, areas, defect};
use serde_json::json;

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};

/// The control: the request with a good token, before and after everything else.
pub const GOOD: &str = "good-token";

/// The same request without a token.
pub const NO_TOKEN: &str = "no-token";

/// Something that is no token.
const GARBAGE: &str = "garbage";

/// The list of tools with a good token: the control of the one without.
pub const LIST_GOOD: &str = "list-with-token";

/// The list of tools without a token.
pub const LIST_BARE: &str = "list-without-token";

/// The opening request (`initialize` or `server/discover`) with a good token: the control of the two below.
pub const OPEN_GOOD: &str = "open-good-token";

/// The opening request without a token.
pub const OPEN_NO_TOKEN: &str = "open-no-token";

/// The opening request with a token for another audience.
pub const OPEN_FOREIGN: &str = "open-audience-foreign";

/// A good token under the scheme in lower and in upper case.
pub const SCHEME_CASES: &[&str] = &["scheme-lower-case", "scheme-upper-case"];

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&TOKENS];

/// Labels are the ids of the authorization server's defects, and of the faults below.
pub static TOKENS: Probe = Probe {
    name: "tokens",
    era: Era::Any,
    over: Over::Http,
    needs: &[Need::Protected],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

/// The area of the defects that are tried without exception.
const AUDIENCE: &str = "Audience";

/// Of the audiences, those too long for the headers of many servers: they are tried where a target may fall.
pub const LONG_AUDIENCES: &[&str] = &["audience-very-long", "audience-array-long"];

/// The defects outside the audience that are tried, in this order; each is the label of its exchange.
const OTHERS: &[&str] = &[
    GARBAGE,
    "expired-hour",
    "not-yet-valid",
    "issuer-foreign",
    "issuer-prefix",
    "issuer-suffixed",
    "issuer-missing",
    "alg-none",
    "alg-none-mixed-case",
    "alg-none-upper",
    "hs256-public-key-pem",
    "hs256-public-key-der",
    "hs256-public-key-jwk",
    "key-foreign",
    "kid-unknown",
    "signature-stripped",
    "signature-truncated",
    "signature-bit-flipped",
    "signature-zero",
    "payload-altered",
    "crit-unknown",
    "embedded-jwk",
    "embedded-x5c",
    "jku-foreign",
    "x5u-foreign",
    "typ-id-token",
    "refresh-token",
    "client-assertion",
    "jwe-shaped",
    "duplicate-issuer-foreign-last",
    "scope-missing",
    "scope-wrong",
    "exp-missing",
    "exp-string",
];

/// Every audience of the authorization server's table that fits into a header.
pub fn audiences() -> impl Iterator<Item = &'static Defect> {
    let area = areas().iter().find(|area| area.title == AUDIENCE);
    let defects = area.map_or(&[][..], |area| area.defects);
    defects
        .iter()
        .filter(|defect| !LONG_AUDIENCES.contains(&defect.id))
}

/// The audiences that nobody may take for the target's.
pub fn foreign_audiences() -> impl Iterator<Item = &'static Defect> {
    audiences().filter(|defect| defect.expected == Expected::MustReject)
}

/// Audiences that strict servers refuse and tolerant ones accept.
pub const TOLERATED: &[&str] = &[
    "audience-trailing-slash",
    "audience-upper-host",
    "audience-default-port",
    "audience-origin-only",
];

/// Every defect that is tried; its id is the label of its exchange.
pub fn tried() -> impl Iterator<Item = &'static Defect> {
    OTHERS.iter().filter_map(|id| defect(id)).chain(audiences())
}

/// A good token with claims that nobody knows.
pub const EXTRA_CLAIMS: &str = "claims-extra";

/// Something other than the token itself that is wrong with the credential of a request.
pub struct Presentation {
    /// The label of its exchange.
    pub label: &'static str,
    /// What is wrong, as the end of a sentence that begins with "answered".
    pub summary: &'static str,
    /// Changes a request without a token; it is given a good token.
    change: fn(&mut Outgoing, &str),
}

/// `Authorization` headers that are not one bearer token, each with a good token somewhere in it.
///
/// Two lines of which the first is good are not among them: common HTTP libraries drop the second.
pub static MALFORMED: &[Presentation] = &[
    Presentation {
        label: "bearer-alone",
        summary: "the word Bearer without a token",
        change: |out, _| out.set("Authorization", "Bearer"),
    },
    Presentation {
        label: "token-without-scheme",
        summary: "a good token without a scheme",
        change: |out, token| out.set("Authorization", token),
    },
    Presentation {
        label: "other-scheme",
        summary: "a good token under the scheme Basic",
        change: |out, token| out.set("Authorization", &format!("Basic {token}")),
    },
    Presentation {
        label: "list-of-tokens",
        summary: "a list of a bad and a good token in one header",
        change: |out, token| out.set("Authorization", &format!("Bearer garbage, Bearer {token}")),
    },
    Presentation {
        label: "two-lines-good-last",
        summary: "two Authorization headers, first a bad token, then a good one",
        change: |out, token| {
            out.push("Authorization", "Bearer garbage");
            out.push("Authorization", format!("Bearer {token}"));
        },
    },
];

/// A good token in the query, and no `Authorization` header.
pub static IN_QUERY: &[Presentation] = &[
    Presentation {
        label: "query-access-token",
        summary: "a token in the query, as access_token",
        change: |out, token| add_query(out, "access_token", token),
    },
    Presentation {
        label: "query-token",
        summary: "a token in the query, as token",
        change: |out, token| add_query(out, "token", token),
    },
];

/// A good token where the message or another header has room, and no `Authorization` header.
pub static ELSEWHERE: &[Presentation] = &[
    Presentation {
        label: "token-in-meta",
        summary: "a token in the message's _meta",
        change: |out, token| out.edit(|message| message["params"]["_meta"]["accessToken"] = json!(token)),
    },
    Presentation {
        label: "token-in-params",
        summary: "a token in the message's params",
        change: |out, token| out.edit(|message| message["params"]["access_token"] = json!(token)),
    },
    Presentation {
        label: "token-in-cookie",
        summary: "a token in a cookie",
        change: |out, token| out.set("Cookie", &format!("access_token={token}")),
    },
    Presentation {
        label: "token-in-other-header",
        summary: "a token in the header X-Access-Token",
        change: |out, token| out.set("X-Access-Token", token),
    },
];

fn add_query(out: &mut Outgoing, name: &str, token: &str) {
    let mark = if out.target.contains('?') { "&" } else { "?" };
    out.target.extend([mark, name, "=", token]);
}

/// What is wrong with the credential sent under a label, as the end of a sentence that begins with "answered".
pub fn summary(label: &str) -> String {
    let token = defect(label).map(|defect| defect.summary);
    let presented = [MALFORMED, IN_QUERY, ELSEWHERE].into_iter().flatten();
    match (
        token,
        presented
            .filter(|way| way.label == label)
            .map(|way| way.summary)
            .next(),
    ) {
        (Some(summary), _) => format!("a token with this fault: {summary}"),
        (None, Some(summary)) => summary.to_owned(),
        (None, None) => super::authorization::summary(label).to_owned(),
    }
}

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    if c.is_channel() {
        // Before the conversation has a stream of its own: some servers have one at a time.
        try_streams(c).await?;
    }
    c.open().await?;
    c.control(GOOD).await?;
    let bare = c.work().without_token();
    c.send(NO_TOKEN, bare).await?;
    if !c.is_modern() && c.facts().declares("tools") {
        let list = c.request("tools/list", json!({}));
        c.send(LIST_GOOD, list.clone()).await?;
        c.send(LIST_BARE, list.without_token()).await?;
    }
    if !c.is_channel() {
        try_opening(c).await?;
    }
    if c.facts().authorization.is_some() {
        for defect in tried() {
            let token = c.defective_token(defect);
            try_token(c, defect.id, token).await?;
        }
        let extra = c.shaped_token(|claims| claims["proofhouse"] = json!({"unknown": [1, "two", null]}));
        try_token(c, EXTRA_CLAIMS, extra).await?;
    } else {
        // Tokens of the target's own are another probe's: nobody but the target makes them.
        try_token(c, GARBAGE, Some(GARBAGE.to_owned())).await?;
    }
    for way in [MALFORMED, IN_QUERY, ELSEWHERE].into_iter().flatten() {
        let Some(token) = c.token() else { continue };
        let out = c.work().without_token();
        let mut out = c.addressed(out);
        (way.change)(&mut out, &token);
        c.send(way.label, out).await?;
    }
    for (label, scheme) in SCHEME_CASES.iter().zip(["bearer", "BEARER"]) {
        let Some(token) = c.token() else { continue };
        let mut out = c.work();
        out.set("Authorization", &format!("{scheme} {token}"));
        c.send(label, out).await?;
    }
    c.control(GOOD).await
}

/// Sends the working request with a token; where there is none, a note under its label says so.
async fn try_token(c: &mut Conversation, label: &str, token: Option<String>) -> Result<(), Halt> {
    let Some(token) = token else {
        c.note(label, "this fault does not apply to the target's audience");
        return Ok(());
    };
    let mut out = c.work();
    out.set_token(&token);
    c.send(label, out).await?;
    Ok(())
}

async fn try_opening(c: &mut Conversation) -> Result<(), Halt> {
    let good = opening_request(c);
    c.send(OPEN_GOOD, good).await?;
    let bare = opening_request(c).without_token();
    c.send(OPEN_NO_TOKEN, bare).await?;
    if let Some(token) = defect("audience-foreign").and_then(|defect| c.defective_token(defect)) {
        let mut out = opening_request(c);
        out.set_token(&token);
        c.send(OPEN_FOREIGN, out).await?;
    }
    Ok(())
}

/// The first request of a client over Streamable HTTP.
pub(super) fn opening_request(c: &mut Conversation) -> Outgoing {
    if c.is_modern() {
        c.safe_request()
    } else {
        c.initialize_request()
    }
}

/// Over HTTP+SSE the request that opens is the one for the stream.
async fn try_streams(c: &mut Conversation) -> Result<(), Halt> {
    let good = c.endpoint_request("GET");
    look_for_stream(c, OPEN_GOOD, good).await?;
    let bare = c.endpoint_request("GET").without_token();
    look_for_stream(c, OPEN_NO_TOKEN, bare).await?;
    if let Some(token) = defect("audience-foreign").and_then(|defect| c.defective_token(defect)) {
        let mut out = c.endpoint_request("GET");
        out.set_token(&token);
        look_for_stream(c, OPEN_FOREIGN, out).await?;
    }
    Ok(())
}

/// Asks for a stream, and leaves it again if it comes.
pub(super) async fn look_for_stream(c: &mut Conversation, label: &str, out: Outgoing) -> Result<(), Halt> {
    let stream = c.open_stream(label, out).await?;
    c.leave(stream);
    Ok(())
}

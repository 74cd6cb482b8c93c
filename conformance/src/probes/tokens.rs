//! Tokens on a request that works: the good one, then one fault at a time, then the good one again.

use mock_auth_server::defect;
use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};

/// The control: the request with a good token, before and after everything else.
pub const GOOD: &str = "good-token";

/// The same request without a token.
pub const NO_TOKEN: &str = "no-token";

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
    over: Over::StreamableHttp,
    needs: &[Need::ResourceServer],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

/// The defects that are tried, in this order; each is the label of its exchange.
pub const DEFECTS: &[&str] = &[
    "garbage",
    "expired-hour",
    "not-yet-valid",
    "issuer-foreign",
    "issuer-prefix",
    "issuer-missing",
    "audience-foreign",
    "audience-prefix",
    "audience-suffixed",
    "audience-missing",
    "audience-empty",
    "audience-sibling-path",
    "audience-other-port",
    "audience-other-scheme",
    "audience-upper-path",
    "audience-host-suffix",
    "audience-userinfo",
    "audience-array-foreign",
    "audience-array-with-ours",
    "audience-number",
    "audience-object",
    "audience-nested-array",
    "audience-percent-encoded",
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
    "jku-foreign",
    "x5u-foreign",
    "typ-id-token",
    "refresh-token",
    "client-assertion",
    "jwe-shaped",
    "duplicate-audience-foreign-last",
    "duplicate-issuer-foreign-last",
    "scope-missing",
    "scope-wrong",
    "exp-missing",
    "exp-string",
];

/// A token that the issuer signed over other claims.
pub struct Shape {
    /// The label of its exchange.
    pub label: &'static str,
    /// What is unusual about it.
    pub summary: &'static str,
    change: fn(&mut Value),
}

/// Claims that the probes shape themselves; where a defect of the authorization server's table has the same id, the shape counts.
pub static SHAPES: &[Shape] = &[
    Shape {
        label: "claims-extra",
        summary: "a good token with claims that nobody knows",
        change: |claims| claims["proofhouse"] = json!({"unknown": [1, "two", null]}),
    },
    Shape {
        label: "issuer-longer",
        summary: "the issuer is the trusted one with a path behind it",
        change: |claims| claims["iss"] = json!(format!("{}/tenant", text(claims, "iss"))),
    },
    Shape {
        label: "audience-contains",
        summary: "the audience is somebody else's, with ours in its query",
        change: |claims| {
            claims["aud"] = json!(format!("https://foreign.example/?to={}", text(claims, "aud")));
        },
    },
    Shape {
        label: "audience-in-fragment",
        summary: "the audience is somebody else's, with ours in its fragment",
        change: |claims| claims["aud"] = json!(format!("https://foreign.example/#{}", text(claims, "aud"))),
    },
    Shape {
        label: "audience-child-path",
        summary: "the audience is a path below ours",
        change: |claims| {
            claims["aud"] = json!(format!("{}/child", text(claims, "aud").trim_end_matches('/')));
        },
    },
    Shape {
        label: "audience-array-single",
        summary: "the audience is a list of nothing but ours, which is valid",
        change: |claims| claims["aud"] = json!([claims["aud"]]),
    },
    Shape {
        label: "audience-null",
        summary: "the audience is null",
        change: |claims| claims["aud"] = Value::Null,
    },
    Shape {
        label: "audience-boolean",
        summary: "the audience is true",
        change: |claims| claims["aud"] = json!(true),
    },
    Shape {
        label: "audience-empty-array",
        summary: "the audience is an empty list",
        change: |claims| claims["aud"] = json!([]),
    },
    Shape {
        label: "audience-wildcard",
        summary: "the audience is an asterisk",
        change: |claims| claims["aud"] = json!("*"),
    },
    Shape {
        label: "audience-space-joined",
        summary: "the audience is one string of ours and another, with a space between",
        change: |claims| {
            claims["aud"] = json!(format!("{} https://foreign.example/mcp", text(claims, "aud")));
        },
    },
    Shape {
        label: "audience-comma-joined",
        summary: "the audience is one string of ours and another, with a comma between",
        change: |claims| {
            claims["aud"] = json!(format!("{},https://foreign.example/mcp", text(claims, "aud")));
        },
    },
];

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

fn text(claims: &Value, name: &str) -> String {
    claims[name].as_str().unwrap_or_default().to_owned()
}

fn add_query(out: &mut Outgoing, name: &str, token: &str) {
    let mark = if out.target.contains('?') { "&" } else { "?" };
    out.target.extend([mark, name, "=", token]);
}

/// What is wrong with the credential sent under a label, as the end of a sentence that begins with "answered".
pub fn summary(label: &str) -> String {
    let shaped = SHAPES
        .iter()
        .find(|shape| shape.label == label)
        .map(|shape| shape.summary);
    let token = shaped.or_else(|| defect(label).map(|defect| defect.summary));
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
    c.open().await?;
    c.control(GOOD).await?;
    let bare = c.work().without_token();
    c.send(NO_TOKEN, bare).await?;
    try_opening(c).await?;
    for id in DEFECTS {
        let token = defect(id).and_then(|defect| c.defective_token(defect));
        try_token(c, id, token).await?;
    }
    for shape in SHAPES {
        let token = c.shaped_token(shape.change);
        try_token(c, shape.label, token).await?;
    }
    for way in [MALFORMED, IN_QUERY, ELSEWHERE].into_iter().flatten() {
        let Some(token) = c.token() else { continue };
        let mut out = c.work().without_token();
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
    let opening = |c: &mut Conversation| {
        if c.is_modern() {
            c.safe_request()
        } else {
            c.initialize_request()
        }
    };
    let good = opening(c);
    c.send(OPEN_GOOD, good).await?;
    let bare = opening(c).without_token();
    c.send(OPEN_NO_TOKEN, bare).await?;
    if let Some(token) = defect("audience-foreign").and_then(|defect| c.defective_token(defect)) {
        let mut out = opening(c);
        out.set_token(&token);
        c.send(OPEN_FOREIGN, out).await?;
    }
    Ok(())
}

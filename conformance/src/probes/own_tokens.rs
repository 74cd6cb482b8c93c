//! Tokens of the target's own authorization server: for the target, for somebody else, and forged from one of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::tokens::{NO_TOKEN, look_for_stream, opening_request};
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::sign_in::{self, Browser, Server, introspect, register};

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&OWN_TOKENS];

/// Work with a token that was asked for this target, before and after everything else.
pub const GOOD: &str = "good-token";
/// The tag of the sign-in for somebody else's resource, and the label of work with the token that came of it.
pub const FOREIGN: &str = "foreign-resource";
/// What a client begins with, without any token: it may be open to all.
pub const OPEN_BARE: &str = "opening-without-token";
/// What a client begins with, with that token.
pub const FOREIGN_OPEN: &str = "foreign-resource-opens";
/// What the authorization server tells of that token.
pub const FOREIGN_TOLD: &str = "foreign-resource-introspected";
/// The note that holds the audience in that token, where it can be read.
pub const FOREIGN_AUDIENCE: &str = "foreign-audience";
/// Whose resource it is.
pub const RESOURCE: &str = "https://somebody-else.example/mcp";

/// How a token is forged from a good one.
type Forge = fn(&str) -> Option<String>;

/// Tokens forged from a good one: the label, what to call them, and how they are made.
pub const FORGED: &[(&str, &str, Forge)] = &[
    (
        "forged-altered",
        "a good token with one character altered",
        altered,
    ),
    ("forged-cut", "the beginning of a good token", |token| {
        token.get(..token.len() / 2).map(str::to_owned)
    }),
    // Another form of a signature is the matter of another check.
    ("forged-longer", "a good token with more behind it", |token| {
        (!is_signed(token)).then(|| format!("{token}0"))
    }),
    (
        "forged-unsigned",
        "the claims of a good token with the algorithm none",
        unsigned,
    ),
    (
        "forged-no-signature",
        "a good token without its signature",
        |token| is_signed(token).then(|| token.rsplit_once('.').map(|(claims, _)| format!("{claims}.")))?,
    ),
];

/// Sign-ins for the target and for somebody else, and what comes of the tokens.
pub static OWN_TOKENS: Probe = Probe {
    name: "own-tokens",
    era: Era::Any,
    over: Over::Http,
    needs: &[Need::SignIn],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    let Some(good) = c.token() else {
        return Err(Halt("nobody could sign in".to_owned()));
    };
    c.open().await?;
    c.control(GOOD).await?;
    try_to_open(c, OPEN_BARE, None).await?;
    if !c.is_channel() {
        let bare = c.work().without_token();
        c.send(NO_TOKEN, bare).await?;
    }
    if let Some(server) = sign_in::find(c).await? {
        try_foreign(c, &server).await?;
    }
    for (label, _, forge) in FORGED {
        if let Some(forged) = forge(&good).filter(|forged| *forged != good) {
            try_token(c, label, &forged).await?;
        }
    }
    c.control(GOOD).await
}

/// Signs in for somebody else's resource (RFC 8707), and uses the token here.
async fn try_foreign(c: &mut Conversation, server: &Server) -> Result<(), Halt> {
    let elsewhere = Server {
        resource: Some(RESOURCE.to_owned()),
        ..server.clone()
    };
    let Some(client) = register(c, server, "client-of-others").await? else {
        return Ok(());
    };
    let token = Browser::fresh(FOREIGN).sign_in(c, &elsewhere, &client).await?;
    let Some(token) = token else { return Ok(()) };
    introspect(c, FOREIGN_TOLD, server, &token).await?;
    if let Some(audience) = claims(&token).map(|claims| claims["aud"].to_string()) {
        c.note(FOREIGN_AUDIENCE, audience);
    }
    if !c.is_channel() {
        try_token(c, FOREIGN, &token).await?;
    }
    try_to_open(c, FOREIGN_OPEN, Some(&token)).await
}

/// Work with this token; over HTTP+SSE, where a stream carries it, the stream.
async fn try_token(c: &mut Conversation, label: &str, token: &str) -> Result<(), Halt> {
    if c.is_channel() {
        return try_to_open(c, label, Some(token)).await;
    }
    let mut out = c.work();
    out.set_token(token);
    c.send(label, out).await?;
    Ok(())
}

/// What a client begins with, with this token or none: over HTTP+SSE a stream, elsewhere a request.
async fn try_to_open(c: &mut Conversation, label: &str, token: Option<&str>) -> Result<(), Halt> {
    let mut out = if c.is_channel() {
        c.endpoint_request("GET")
    } else {
        opening_request(c)
    };
    out = match token {
        Some(token) => {
            out.set_token(token);
            out
        }
        None => out.without_token(),
    };
    if c.is_channel() {
        return look_for_stream(c, label, out).await;
    }
    c.send(label, out).await?;
    Ok(())
}

/// The claims of a signed token, without a look at its signature.
fn claims(token: &str) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok().filter(Value::is_object)
}

fn is_signed(token: &str) -> bool {
    token.split('.').count() == 3 && claims(token).is_some()
}

/// One character in the middle, where every bit counts, is another of its kind.
fn altered(token: &str) -> Option<String> {
    let place = token.len() / 2;
    let at = token.get(place..=place)?.chars().next()?;
    let other = match at {
        '0'..='8' => char::from(u8::try_from(at).ok()? + 1),
        '9' => '0',
        'a' | 'A' => 'b',
        _ if at.is_ascii_alphabetic() => 'a',
        _ => return None,
    };
    Some(format!("{}{other}{}", &token[..place], &token[place + 1..]))
}

fn unsigned(token: &str) -> Option<String> {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    is_signed(token).then(|| {
        token
            .split('.')
            .nth(1)
            .map(|claims| format!("{header}.{claims}."))
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forged_tokens_differ_from_the_good_one() {
        let signed = format!(
            "{}.{}.c2lnbmF0dXJl",
            URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256"}"#),
            URL_SAFE_NO_PAD.encode(r#"{"aud":"x"}"#)
        );
        for good in [
            signed.as_str(),
            "786512e2-9e0d-44bd-8f29-789f320fe840",
            "0123456789abcdef",
        ] {
            for (label, _, forge) in FORGED {
                assert_ne!(forge(good).as_deref(), Some(good), "{label}");
            }
        }
        assert!(unsigned(&signed).is_some_and(|forged| forged.ends_with('.')));
        assert_eq!(unsigned("opaque"), None);
    }
}

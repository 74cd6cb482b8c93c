//! Tokens that are good but for their form: how they are written, typed, dated and scoped, and how many come at once.

use mock_auth_server::{Algorithm, Clock, Recipe, defect};
use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::challenge;
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::revision::Revision;

pub use super::tokens::{GOOD, NO_TOKEN};

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&TOKEN_FORMS];

/// Makes the scopes of a token from the needed ones.
pub type Changed = fn(&[String]) -> String;

/// Scopes that are nearly the needed ones: the label, what to call the token, and how the needed ones are changed.
pub static SCOPES: &[(&str, &str, Changed)] = &[
    (
        "scope-lengthened",
        "whose scopes are longer than the needed ones",
        |needed| each(needed, |scope| format!("{scope}-extra")),
    ),
    (
        "scope-shortened",
        "whose scopes lack the last letter of the needed ones",
        |needed| {
            each(needed, |scope| {
                scope
                    .get(..scope.len().saturating_sub(1))
                    .unwrap_or_default()
                    .to_owned()
            })
        },
    ),
    (
        "scope-upper-case",
        "whose scopes are the needed ones in capitals",
        |needed| each(needed, str::to_ascii_uppercase),
    ),
    (
        "scope-prefixed",
        "whose scopes end with the needed ones",
        |needed| each(needed, |scope| format!("x{scope}")),
    ),
    (
        "scope-comma-joined",
        "that joins the needed scopes and another with commas",
        |needed| format!("{},proofhouse:other", needed.join(",")),
    ),
];

/// Tokens that expired so many seconds ago, by label.
pub const EXPIRED: &[(&str, i64)] = &[
    ("expired-5-s", 5),
    ("expired-60-s", 60),
    ("expired-300-s", 300),
    ("expired-601-s", 601),
    ("expired-1800-s", 1800),
];

/// Tokens whose date of issue is tomorrow, and no date.
pub const ISSUED: &[&str] = &["issued-tomorrow", "issued-as-text"];

/// Types of tokens that are no access tokens.
pub const TYPES: &[(&str, &str)] = &[
    ("typ-logout", "logout+jwt"),
    ("typ-dpop", "dpop+jwt"),
    ("typ-event", "secevent+jwt"),
];

/// Defects of the authorization server in how a good token is written.
pub const ENCODINGS: &[&str] = &[
    "base64-padded",
    "base64-standard-alphabet",
    "base64-space",
    "json-serialization",
    "five-segments",
];
/// A good token with one segment more.
pub const FOUR_SEGMENTS: &str = "four-segments";

/// A good token in the header, and another in the query.
pub const QUERY_BAD: &str = "header-good-query-bad";
/// A bad token in the header, and a good one in the query.
pub const QUERY_GOOD: &str = "header-bad-query-good";

/// The same request with the same kind of token without scopes, again and again.
pub const UNDERSCOPED: &str = "call-without-scope";
/// So often.
const TIMES: usize = 5;
/// The request with the scopes that the challenge named.
pub const UPGRADED: &str = "call-with-challenged-scope";

/// Labels are the ids of the authorization server's defects, and those above.
pub static TOKEN_FORMS: Probe = Probe {
    name: "token-forms",
    era: Era::Any,
    over: Over::StreamableHttp,
    needs: &[Need::ResourceServer, Need::SignedTokens],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

fn each(needed: &[String], change: impl Fn(&str) -> String) -> String {
    let changed: Vec<String> = needed.iter().map(|scope| change(scope)).collect();
    changed.join(" ")
}

/// What is wrong with the token of a label, as the end of a sentence that begins with "answered".
pub fn summary(label: &str) -> String {
    if let Some((_, what, _)) = SCOPES.iter().find(|(known, ..)| *known == label) {
        return format!("a token {what}");
    }
    if let Some((_, seconds)) = EXPIRED.iter().find(|(known, _)| *known == label) {
        return format!("a token that expired {seconds} seconds ago");
    }
    if let Some((_, typ)) = TYPES.iter().find(|(known, _)| *known == label) {
        return format!("a token of the type {typ:?}");
    }
    match label {
        FOUR_SEGMENTS => "a good token with one segment more".to_owned(),
        QUERY_GOOD => "a bad token in the header and a good one in the query".to_owned(),
        QUERY_BAD => "a good token in the header and a bad one in the query".to_owned(),
        label => defect(label).map_or_else(
            || "a token of another form".to_owned(),
            |defect| format!("a token with this fault: {}", defect.summary),
        ),
    }
}

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(GOOD).await?;
    let bare = c.work().without_token();
    c.send(NO_TOKEN, bare).await?;
    if !c.is_modern() && c.cell.revision > Revision::V2024_11_05 {
        scopes(c).await?;
        dates(c).await?;
        types(c).await?;
        encodings(c).await?;
        several(c).await?;
    }
    challenges(c).await?;
    c.control(GOOD).await
}

async fn with_token(c: &mut Conversation, label: &str, token: Option<String>) -> Result<(), Halt> {
    let Some(token) = token else { return Ok(()) };
    let mut out = c.work();
    out.set_token(&token);
    c.send(label, out).await?;
    Ok(())
}

fn needed_scopes(c: &Conversation) -> Vec<String> {
    let known = c.facts().authorization.as_ref();
    known.map(|known| known.scopes.clone()).unwrap_or_default()
}

async fn scopes(c: &mut Conversation) -> Result<(), Halt> {
    let needed = needed_scopes(c);
    if needed.is_empty() {
        return Ok(());
    }
    for (label, _, change) in SCOPES {
        let scope = change(&needed);
        // Another spelling may be the needed one, or another of those.
        if scope
            .split(' ')
            .any(|word| needed.iter().any(|known| known == word))
        {
            c.note(label, "it has a needed scope");
            continue;
        }
        let token = c.shaped_token(|claims| claims["scope"] = json!(scope));
        with_token(c, label, token).await?;
    }
    Ok(())
}

/// A token as the recipe has it, but for these members.
fn recipe(c: &mut Conversation, change: impl FnOnce(&mut Recipe)) -> Option<String> {
    let token = c.token_to_mint()?;
    let mut recipe = Recipe::for_resource(&token.audience);
    recipe.token = token;
    change(&mut recipe);
    c.ground.minter.as_ref()?.mint_recipe(&recipe).ok()
}

const HOUR_S: i64 = 3600;
const DAY_S: i64 = 24 * HOUR_S;

async fn dates(c: &mut Conversation) -> Result<(), Halt> {
    for (label, seconds) in EXPIRED {
        // By the time of day, and not that of the authorization server, which may stand still.
        let expiry = Clock::Live.now() - seconds;
        let token = c.shaped_token(|claims| {
            claims["exp"] = json!(expiry);
            claims["iat"] = json!(expiry - HOUR_S);
        });
        with_token(c, label, token).await?;
    }
    let tomorrow = c.shaped_token(|claims| {
        let expiry = claims["exp"].as_i64().unwrap_or_default();
        claims["iat"] = json!(expiry + DAY_S);
        claims["exp"] = json!(expiry + 2 * DAY_S);
    });
    with_token(c, ISSUED[0], tomorrow).await?;
    let text = c.shaped_token(|claims| claims["iat"] = json!("yesterday"));
    with_token(c, ISSUED[1], text).await
}

async fn types(c: &mut Conversation) -> Result<(), Halt> {
    for (label, typ) in TYPES {
        let token = recipe(c, |recipe| {
            recipe.header.push(("typ".to_owned(), Some(Value::from(*typ))));
        });
        with_token(c, label, token).await?;
    }
    Ok(())
}

async fn encodings(c: &mut Conversation) -> Result<(), Halt> {
    for defect in ENCODINGS.iter().filter_map(|id| defect(id)) {
        let token = c.defective_token(defect);
        with_token(c, defect.id, token).await?;
    }
    let longer =
        recipe(c, |recipe| recipe.token.algorithm = Algorithm::Es256).map(|token| format!("{token}.e30"));
    with_token(c, FOUR_SEGMENTS, longer).await
}

async fn several(c: &mut Conversation) -> Result<(), Halt> {
    let (Some(good), Some(bad)) = (
        c.token(),
        defect("expired-hour").and_then(|defect| c.defective_token(defect)),
    ) else {
        return Ok(());
    };
    for (label, in_header, in_query) in [(QUERY_BAD, &good, &bad), (QUERY_GOOD, &bad, &good)] {
        let out = c.work();
        let mut out: Outgoing = c.addressed(out);
        out.set_token(in_header);
        let mark = if out.target.contains('?') { "&" } else { "?" };
        out.target.extend([mark, "access_token=", in_query]);
        c.send(label, out).await?;
    }
    Ok(())
}

/// The challenge for a token that lacks its scopes, again and again, and what comes of heeding it.
async fn challenges(c: &mut Conversation) -> Result<(), Halt> {
    let mut challenged = None;
    for _ in 0..TIMES {
        let Some(token) = c.shaped_token(|claims| {
            claims.as_object_mut().map(|claims| claims.remove("scope"));
        }) else {
            return Ok(());
        };
        let mut out = c.work();
        out.set_token(&token);
        let reply = c.send(UNDERSCOPED, out).await?;
        let scope = challenge::bearer(&reply).and_then(|found| found.parameter("scope").map(str::to_owned));
        challenged = challenged.or(scope);
    }
    let Some(scope) = challenged else { return Ok(()) };
    let token = c.shaped_token(|claims| claims["scope"] = json!(scope));
    with_token(c, UPGRADED, token).await
}

//! What a target does with its authorization server: whom it asks about tokens and keys, and what it makes of the answers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mock_auth_server::{Answer, Endpoint, Minter, Override, Owner, Recipe, Token, TokenIdentity, defect};
use serde_json::{Value, json};

use super::tokens::{NO_TOKEN, audiences, look_for_stream, opening_request};
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};

/// The probes of this file.
pub static PROBES: &[&Probe] = &[
    &OPAQUE_TOKENS,
    &REVOKED_IN_SESSION,
    &KEY_ADDRESSES,
    &ISSUER_OUTAGE,
    &ISSUER_STATE,
];

/// Work with a good token, before and after everything else.
pub const WORK: &str = "good-work";

/// Work with a good opaque token.
pub const OPAQUE_GOOD: &str = "opaque-good";

/// Defects other than the audience that introspection tells of.
pub const OPAQUE_DEFECTS: &[&str] = &["revoked", "inactive", "expired-hour"];

/// The defect of an opaque token that grants nothing.
pub const OPAQUE_WITHOUT_SCOPE: &str = "scope-missing";

/// The label of work with an opaque token that has this defect.
pub fn opaque_label(id: &str) -> String {
    format!("opaque-{id}")
}

/// Opaque tokens: a good one, then one defect at a time in what introspection tells, then the good one again.
///
/// Each is tried on an opening request too: a session that belongs to a user refuses a token of nobody, whatever else
/// the target makes of it.
pub static OPAQUE_TOKENS: Probe = Probe {
    name: "opaque-tokens",
    era: Era::Any,
    over: Over::Http,
    needs: &[Need::ResourceServer, Need::OpaqueTokens],
    hazard: false,
    hold: Some(|c| Box::pin(hold_opaque(c)) as Holding<'_>),
};

async fn hold_opaque(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    let Some(good) = c.opaque_token(None) else {
        return Ok(());
    };
    work_with(c, OPAQUE_GOOD, &good).await?;
    work_without_token(c).await?;
    for defect in OPAQUE_DEFECTS.iter().filter_map(|id| defect(id)) {
        if let Some(token) = c.opaque_token(Some(defect)) {
            work_with(c, &opaque_label(defect.id), &token).await?;
            open_with(c, &opaque_label(defect.id), Some(&token)).await?;
        }
    }
    for defect in defect(OPAQUE_WITHOUT_SCOPE).into_iter().chain(audiences()) {
        if let Some(token) = c.opaque_token(Some(defect)) {
            work_with(c, &opaque_label(defect.id), &token).await?;
        }
    }
    work_with(c, OPAQUE_GOOD, &good).await?;
    Ok(())
}

async fn work_without_token(c: &mut Conversation) -> Result<(), Halt> {
    let bare = c.work().without_token();
    c.send(NO_TOKEN, bare).await?;
    open_with(c, NO_TOKEN, None).await
}

/// Work in a session with an opaque token that is good.
pub const BEFORE_REVOCATION: &str = "before-revocation";
/// The same with something that is no token.
pub const UNKNOWN_IN_SESSION: &str = "unknown-token-in-session";
/// The same after the authorization server has revoked the token.
pub const AFTER_REVOCATION: &str = "after-revocation";
/// A stream of the session with that token.
pub const STREAM_AFTER_REVOCATION: &str = "stream-after-revocation";
/// Work in the session with another good token of the same user.
pub const OTHER_TOKEN: &str = "with-another-token";

/// A session that outlives the token it was opened with.
pub static REVOKED_IN_SESSION: Probe = Probe {
    name: "revoked-in-session",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::ResourceServer, Need::OpaqueTokens, Need::Sessions],
    hazard: false,
    hold: Some(|c| Box::pin(hold_revoked(c)) as Holding<'_>),
};

async fn hold_revoked(c: &mut Conversation) -> Result<(), Halt> {
    let (Some(token), Some(other)) = (c.opaque_token(None), c.opaque_token(None)) else {
        return Ok(());
    };
    let mut request = c.initialize_request();
    request.set_token(&token);
    let reply = c.send("initialize", request).await?;
    if !reply.is_served() {
        return Err(Halt(format!("initialize got {}", reply.describe())));
    }
    c.session = reply.header("mcp-session-id").map(str::to_owned);
    let mut initialized = c.notification("notifications/initialized", json!({}));
    initialized.set_token(&token);
    c.send("initialized", initialized).await?;
    work_with(c, BEFORE_REVOCATION, &token).await?;
    let asked = |c: &Conversation| {
        let server = c.ground.auth_server.as_ref();
        server.map_or(0, |server| server.asked_about(&[TokenIdentity::of(&token)]).len())
    };
    if let Some(server) = &c.ground.auth_server {
        server.tenant().revoke(&token);
    }
    let before = asked(c);
    work_with(c, AFTER_REVOCATION, &token).await?;
    let after = asked(c) - before;
    c.note(&asked_note(AFTER_REVOCATION), after.to_string());
    // Whether any token is looked at within the session.
    let unknown = c.entropy.canary();
    work_with(c, UNKNOWN_IN_SESSION, &unknown).await?;
    let mut get = c.endpoint_request("GET");
    get.set_token(&token);
    look_for_stream(c, STREAM_AFTER_REVOCATION, get).await?;
    work_with(c, OTHER_TOKEN, &other).await?;
    Ok(())
}

/// Works with a token, and once more where that was not served: a target may refuse while it fetches the keys.
async fn work_in_the_end(c: &mut Conversation, label: &str, token: &str) -> Result<(), Halt> {
    if !work_with(c, label, token).await? {
        work_with(c, label, token).await?;
    }
    Ok(())
}

/// Works with a token, and says whether that was served.
async fn work_with(c: &mut Conversation, label: &str, token: &str) -> Result<bool, Halt> {
    let mut out = c.work();
    out.set_token(token);
    Ok(c.send(label, out).await?.is_served())
}

/// Header parameters that name an address of ours, and what to call a token with one.
pub const ADDRESSES: &[(&str, &str)] = &[
    ("jku", "a token whose jku is an address of ours"),
    ("x5u", "a token whose x5u is an address of ours"),
    ("kid", "a token whose key id is an address of ours"),
];

/// Defects of the key id.
pub const KEY_IDS: &[&str] = &["kid-path", "kid-sql", "kid-empty", "kid-very-long"];

/// The label of work with a token whose header names an address of ours in this parameter.
pub fn address_label(parameter: &str) -> String {
    format!("address-in-{parameter}")
}

/// The name of the note that holds the part of the address that only this token names.
pub fn address_canary(parameter: &str) -> String {
    format!("canary-in-{parameter}")
}

/// Tokens signed by a stranger, whose headers say where the key is; and key ids that are none.
pub static KEY_ADDRESSES: Probe = Probe {
    name: "key-addresses",
    era: Era::Legacy,
    over: Over::Http,
    needs: &[Need::ResourceServer, Need::SignedTokens],
    hazard: false,
    hold: Some(|c| Box::pin(hold_addresses(c)) as Holding<'_>),
};

async fn hold_addresses(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(WORK).await?;
    work_without_token(c).await?;
    let Some(base) = c.ground.upstream.as_ref().map(|upstream| upstream.base_url()) else {
        return Ok(());
    };
    let mut canaries = Vec::new();
    for (parameter, _) in ADDRESSES {
        let canary = c.entropy.canary();
        c.note(&address_canary(parameter), canary.clone());
        let address = format!("{base}/{canary}/keys.json");
        if let Some(token) = strangers(c, vec![((*parameter).to_owned(), Some(json!(address)))]) {
            work_with(c, &address_label(parameter), &token).await?;
        }
        canaries.push(canary);
    }
    for defect in KEY_IDS.iter().filter_map(|id| defect(id)) {
        if let Some(token) = c.defective_token(defect) {
            work_with(c, defect.id, &token).await?;
        }
    }
    c.control(WORK).await?;
    for canary in canaries {
        c.look_upstream(&canary);
    }
    Ok(())
}

/// A token signed by somebody else, with these header parameters.
fn strangers(c: &mut Conversation, header: Vec<(String, Option<Value>)>) -> Option<String> {
    let token = c.token_to_mint()?;
    let recipe = Recipe {
        token,
        defect: None,
        key: Owner::Stranger,
        lifetime_s: None,
        claims: Vec::new(),
        header,
    };
    c.ground.minter.as_ref()?.mint_recipe(&recipe).ok()
}

/// Ways in which the key set cannot be had: the label of a forged token meanwhile, and what to call the outage.
pub const OUTAGES: &[(&str, &str)] = &[
    ("forged-while-500", "the key set is answered with 500"),
    ("forged-while-html", "the key set is a page for people"),
    ("forged-while-empty", "the key set is empty"),
    ("forged-while-truncated", "the key set breaks off in the middle"),
];

/// Ways in which introspection tells nothing: the label of a good opaque token meanwhile, and what to call the outage.
pub const SILENCES: &[(&str, &str)] = &[
    ("opaque-while-500", "introspection is answered with 500"),
    (
        "opaque-while-html",
        "introspection is answered with a page for people",
    ),
    (
        "opaque-while-missing",
        "introspection does not say whether the token is active",
    ),
    ("opaque-while-text", "introspection says active in a text"),
];

/// The opening request with a good token, once the keys can be had.
pub const OPENING: &str = "opening";
/// The same without a token.
pub const OPENING_BARE: &str = "opening-without-token";
/// Work with a token by a key that was published after the target asked for keys.
pub const NEW_KEY: &str = "new-key";
/// Work with the token of before, whose key is still published.
pub const OLD_KEY: &str = "old-key-still-published";
/// Work with a token by a third key, the only one that is published now.
pub const ONLY_KEY: &str = "only-key";
/// Work with the token of before, whose key is published no more.
pub const WITHDRAWN_KEY: &str = "withdrawn-key";
/// Work with tokens each of which names another key that nobody publishes.
pub const STORM: &str = "unknown-key";
/// How many of them.
pub const STORM_LENGTH: usize = 24;
/// How often the key set may be asked for meanwhile: for every second token.
pub const MAX_FETCHES: usize = STORM_LENGTH / 2;

/// The name of the note that says how often the issuer was asked while this was sent.
pub fn asked_note(label: &str) -> String {
    format!("asked-for-{label}")
}

/// The keys of the issuer cannot be had at first, and then they can. What a target makes of the outage it may remember for
/// a while, so the keys come and go in another conversation.
pub static ISSUER_OUTAGE: Probe = Probe {
    name: "issuer-outage",
    era: Era::Legacy,
    over: Over::Http,
    needs: &[Need::ResourceServer, Need::SignedTokens],
    hazard: true,
    hold: Some(|c| Box::pin(hold_outage(c)) as Holding<'_>),
};

/// The keys of the issuer come and go under the target. Nobody else talks to the issuer meanwhile.
pub static ISSUER_STATE: Probe = Probe {
    name: "issuer-state",
    era: Era::Legacy,
    over: Over::Http,
    needs: &[Need::ResourceServer, Need::SignedTokens],
    hazard: true,
    hold: Some(|c| Box::pin(hold_state(c)) as Holding<'_>),
};

/// One endpoint of the issuer, answering as it is told, and counting; as before once this is dropped.
struct Told {
    answer: Arc<Mutex<Answer>>,
    asked: Arc<AtomicUsize>,
    _guard: Override,
}

impl Told {
    fn at(c: &Conversation, endpoint: Endpoint) -> Option<Self> {
        let tenant = Arc::clone(c.ground.auth_server.as_ref()?.tenant());
        let (answer, asked) = (
            Arc::new(Mutex::new(Answer::new(500))),
            Arc::new(AtomicUsize::new(0)),
        );
        let (given, counted) = (Arc::clone(&answer), Arc::clone(&asked));
        let guard = tenant.override_answer_scoped(endpoint, move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            Some(given.lock().unwrap_or_else(PoisonError::into_inner).clone())
        });
        Some(Self {
            answer,
            asked,
            _guard: guard,
        })
    }

    fn tell(&self, answer: Answer) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = answer;
        self.asked.store(0, Ordering::Relaxed);
    }

    fn note(&self, c: &mut Conversation, label: &str) {
        let asked = self.asked.swap(0, Ordering::Relaxed);
        c.note(&asked_note(label), asked.to_string());
    }
}

async fn hold_outage(c: &mut Conversation) -> Result<(), Halt> {
    let (Some(minter), Some(keys)) = (c.ground.minter.clone(), Told::at(c, Endpoint::Jwks)) else {
        return Ok(());
    };
    let published = |minters: &[&Minter]| Answer::json(200, &key_set(minters));
    for (label, _) in OUTAGES {
        keys.tell(match *label {
            "forged-while-500" => Answer::text(500, "text/plain", "out of order"),
            "forged-while-html" => Answer::text(200, "text/html", "<!doctype html><title>Sign in</title>"),
            "forged-while-empty" => published(&[]),
            _ => Answer::text(200, "application/json", r#"{"keys": [{"kty": "EC""#),
        });
        let forged = defect("key-foreign").and_then(|defect| c.defective_token(defect));
        if let Some(token) = forged {
            open_with(c, label, Some(&token)).await?;
        }
        keys.note(c, label);
    }
    keys.tell(published(&[&minter]));
    let good = c.token();
    open_with(c, OPENING, good.as_deref()).await?;
    open_with(c, OPENING_BARE, None).await
}

async fn hold_state(c: &mut Conversation) -> Result<(), Halt> {
    let (Some(minter), Some(keys)) = (c.ground.minter.clone(), Told::at(c, Endpoint::Jwks)) else {
        return Ok(());
    };
    let published = |minters: &[&Minter]| Answer::json(200, &key_set(minters));
    keys.tell(published(&[&minter]));
    let good = c.token();
    c.open().await?;
    c.control(WORK).await?;
    work_without_token(c).await?;
    exchange_keys(c, &keys, &minter).await?;
    c.control(WORK).await?;
    keys.tell(published(&[&minter]));
    for number in 0..STORM_LENGTH {
        if let Some(token) = good.as_deref().and_then(|good| with_key_id(good, number)) {
            work_with(c, STORM, &token).await?;
        }
    }
    keys.note(c, STORM);
    c.control(WORK).await?;
    drop(keys);
    silence_introspection(c).await
}

/// A second key is published beside the first, then a third in the place of both, then the first again.
async fn exchange_keys(c: &mut Conversation, keys: &Told, first: &Minter) -> Result<(), Halt> {
    let other = |number: u64| Minter::new(c.ground.seed ^ (number << 32), first.issuer(), first.clock());
    let (second, third) = (other(2), other(3));
    let Some(token) = c.token_to_mint() else {
        return Ok(());
    };
    let published = |minters: &[&Minter]| Answer::json(200, &key_set(minters));
    keys.tell(published(&[&second, first]));
    work_in_the_end(c, NEW_KEY, &second.mint(&token)).await?;
    keys.note(c, NEW_KEY);
    work_with(c, OLD_KEY, &first.mint(&token)).await?;
    keys.tell(published(&[&third]));
    work_in_the_end(c, ONLY_KEY, &third.mint(&token)).await?;
    keys.note(c, ONLY_KEY);
    work_with(c, WITHDRAWN_KEY, &second.mint(&token)).await?;
    keys.tell(published(&[first]));
    Ok(())
}

fn key_set(minters: &[&Minter]) -> Value {
    let algorithm = Token::for_resource("").algorithm;
    let keys: Vec<Value> = minters
        .iter()
        .map(|minter| minter.public_jwk(algorithm))
        .collect();
    json!({ "keys": keys })
}

/// The opening request, or the one for the stream, with this token or none.
async fn open_with(c: &mut Conversation, label: &str, token: Option<&str>) -> Result<(), Halt> {
    if c.is_channel() {
        let out = c.endpoint_request("GET").with_token(token);
        return look_for_stream(c, label, out).await;
    }
    let out = opening_request(c).with_token(token);
    c.send(label, out).await?;
    Ok(())
}

/// The same token, naming a key that nobody publishes. Its signature does not matter any more.
fn with_key_id(token: &str, number: usize) -> Option<String> {
    let (_, rest) = token.split_once('.')?;
    let header = json!({"alg": "ES256", "typ": "at+jwt", "kid": format!("proofhouse-unknown-{number}")});
    Some(format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string())))
}

async fn silence_introspection(c: &mut Conversation) -> Result<(), Halt> {
    if Need::OpaqueTokens.met_by(c.facts()).is_err() {
        return Ok(());
    }
    let Some(told) = Told::at(c, Endpoint::Introspect) else {
        return Ok(());
    };
    for (label, _) in SILENCES {
        // A token of its own each time: what a target has learned of one it may remember.
        let (Some(token), Some(mut claims)) = (c.opaque_token(None), c.token_claims()) else {
            continue;
        };
        told.tell(match *label {
            "opaque-while-500" => Answer::text(500, "text/plain", "out of order"),
            "opaque-while-html" => Answer::text(200, "text/html", "<!doctype html><title>Sign in</title>"),
            "opaque-while-missing" => Answer::json(200, &claims),
            _ => {
                claims["active"] = json!("true");
                Answer::json(200, &claims)
            }
        });
        work_with(c, label, &token).await?;
        open_with(c, label, Some(&token)).await?;
        told.note(c, label);
    }
    drop(told);
    if let Some(token) = c.opaque_token(None) {
        work_with(c, OPAQUE_GOOD, &token).await?;
    }
    c.control(WORK).await
}

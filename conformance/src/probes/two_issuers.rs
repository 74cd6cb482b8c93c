//! A target that trusts two issuers, shown tokens of the one that are signed by the other.

use mock_auth_server::{Minter, Owner, Recipe, Token};
use serde_json::{Value, json};

use super::tokens::NO_TOKEN;
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&TWO_ISSUERS];

/// A good token of the first issuer, before and after everything else.
pub const FIRST: &str = "token-of-first-issuer";
/// A good token of the second issuer.
pub const SECOND: &str = "token-of-second-issuer";
/// Tokens that claim one issuer and are signed by the other: label, and what they are.
pub const CROSSED: &[(&str, &str)] = &[
    (
        "first-signed-by-second",
        "of the first issuer, signed by the second",
    ),
    (
        "second-signed-by-first",
        "of the second issuer, signed by the first",
    ),
    (
        "first-signed-by-second-under-its-key-id",
        "of the first issuer, signed by the second under a key id of the first",
    ),
    (
        "second-signed-by-first-under-its-key-id",
        "of the second issuer, signed by the first under a key id of the second",
    ),
];

/// Work with each of these tokens, in a session that was opened with a good one of the issuer it claims: what a client
/// begins with may be open to all.
pub static TWO_ISSUERS: Probe = Probe {
    name: "two-issuers",
    era: Era::Any,
    over: Over::StreamableHttp,
    needs: &[Need::ResourceServer, Need::SignedTokens, Need::SecondIssuer],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    let (Some(first), Some(second)) = (c.ground.minter.clone(), c.ground.second_minter.clone()) else {
        return Ok(());
    };
    let first_session = open(c, &first).await?;
    work(c, FIRST, &first, |_, _| {}).await?;
    let bare = c.work().without_token();
    c.send(NO_TOKEN, bare).await?;
    let second_session = open(c, &second).await?;
    work(c, SECOND, &second, |_, _| {}).await?;
    for (index, (label, _)) in CROSSED.iter().enumerate() {
        let (claimed, signing, session) = if index % 2 == 0 {
            (&first, &second, &first_session)
        } else {
            (&second, &first, &second_session)
        };
        c.session.clone_from(session);
        let under_its_key_id = index >= 2;
        work(c, label, signing, |recipe, token| {
            recipe
                .claims
                .push(("iss".to_owned(), Some(json!(claimed.issuer()))));
            if under_its_key_id {
                let key_id = json!(claimed.key_id(token.algorithm));
                recipe.header.push(("kid".to_owned(), Some(key_id)));
            }
        })
        .await?;
    }
    c.session = first_session;
    work(c, FIRST, &first, |_, _| {}).await
}

/// Opens a session with a good token of this issuer, where the revision has sessions.
async fn open(c: &mut Conversation, issuer: &Minter) -> Result<Option<String>, Halt> {
    c.session = None;
    if c.is_modern() {
        return Ok(None);
    }
    let token = mint(c, issuer, |_, _| {}).unwrap_or_default();
    let mut out = c.initialize_request();
    out.set_token(&token);
    let reply = c.send("initialize", out).await?;
    c.session = reply.header("mcp-session-id").map(str::to_owned);
    let mut out = c.notification("notifications/initialized", json!({}));
    out.set_token(&token);
    c.send("initialized", out).await?;
    Ok(c.session.clone())
}

/// Works with a token that `signing` makes, changed in its recipe.
async fn work(
    c: &mut Conversation,
    label: &str,
    signing: &Minter,
    change: impl FnOnce(&mut Recipe, &Token) + Send,
) -> Result<(), Halt> {
    let Some(minted) = mint(c, signing, change) else {
        return Ok(());
    };
    let mut out = c.work();
    out.set_token(&minted);
    c.send(label, out).await?;
    Ok(())
}

fn mint(c: &mut Conversation, signing: &Minter, change: impl FnOnce(&mut Recipe, &Token)) -> Option<String> {
    let token = c.token_to_mint()?;
    let mut recipe = Recipe {
        token: token.clone(),
        defect: None,
        key: Owner::Issuer,
        lifetime_s: None,
        claims: Vec::<(String, Option<Value>)>::new(),
        header: Vec::new(),
    };
    change(&mut recipe, &token);
    signing.mint_recipe(&recipe).ok()
}

//! A target that trusts two issuers, shown tokens of the one that are signed by the other.

use mock_auth_server::{Minter, Owner, Recipe, Token};
use serde_json::{Value, json};

use super::tokens::opening_request;
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

/// What a client begins with, with each of these tokens.
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
    open(c, FIRST, &first, |_, _| {}).await?;
    open(c, SECOND, &second, |_, _| {}).await?;
    for (index, (label, _)) in CROSSED.iter().enumerate() {
        let (claimed, signing) = if index % 2 == 0 {
            (&first, &second)
        } else {
            (&second, &first)
        };
        let under_its_key_id = index >= 2;
        open(c, label, signing, |recipe, token| {
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
    open(c, FIRST, &first, |_, _| {}).await
}

/// Opens with a token that `signing` makes, changed in its recipe.
async fn open(
    c: &mut Conversation,
    label: &str,
    signing: &Minter,
    change: impl FnOnce(&mut Recipe, &Token) + Send,
) -> Result<(), Halt> {
    let Some(token) = c.token_to_mint() else {
        return Ok(());
    };
    let mut recipe = Recipe {
        token: token.clone(),
        defect: None,
        key: Owner::Issuer,
        lifetime_s: None,
        claims: Vec::<(String, Option<Value>)>::new(),
        header: Vec::new(),
    };
    change(&mut recipe, &token);
    let Ok(minted) = signing.mint_recipe(&recipe) else {
        return Ok(());
    };
    let mut out = opening_request(c);
    out.set_token(&minted);
    c.send(label, out).await?;
    Ok(())
}

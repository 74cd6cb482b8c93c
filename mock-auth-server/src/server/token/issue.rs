//! Tokens and the answers that carry them.

use serde_json::{Value, json};

use super::super::grant::{self, Grant};
use super::super::tenant::Tenant;
use crate::clock::TOKEN_LIFETIME_S;
use crate::jws;
use crate::token::Token;

/// An access token and its answer.
pub(super) struct Issued {
    /// RFC 6749 section 5.1.
    pub(super) answer: Value,
    /// The token's `jti`.
    pub(super) id: String,
}

/// An access token for what was granted.
pub(super) fn access_token(tenant: &Tenant, grant: &Grant) -> Issued {
    let asked = jws::json_text(&(
        &grant.client_id,
        &grant.subject,
        &grant.resources,
        &grant.scope,
        &grant.key,
        &grant.actor,
    ));
    let name = tenant.name("issued", &asked);
    let mut claims = tenant.minter().claims(&token(tenant, grant, name));
    match grant.resources.as_slice() {
        [] => {}
        [only] => claims["aud"] = json!(only),
        several => claims["aud"] = json!(several),
    }
    if let Some(key) = &grant.key {
        claims["cnf"] = json!({"jkt": key});
    }
    if let Some(actor) = &grant.actor {
        claims["act"] = actor.clone();
    }
    let token_type = if grant.key.is_some() { "DPoP" } else { "Bearer" };
    // The lifetime is the usual one also where a fixed clock makes tokens that live on.
    let mut answer = json!({
        "access_token": tenant.access_token(&claims),
        "token_type": token_type,
        "expires_in": TOKEN_LIFETIME_S,
    });
    if let Some(scope) = &grant.scope {
        answer["scope"] = json!(scope);
    }
    Issued {
        answer,
        id: claims["jti"].as_str().unwrap_or_default().to_owned(),
    }
}

/// An access token of a family.
pub(super) fn family_token(tenant: &Tenant, family: &str, grant: &Grant) -> Value {
    let issued = access_token(tenant, grant);
    grant::remember(tenant, family, &issued.id);
    issued.answer
}

/// `OpenID` Connect Core 1.0 section 2.
pub(super) fn id_token(tenant: &Tenant, grant: &Grant, nonce: Option<&str>) -> String {
    let minter = tenant.minter();
    let dates = minter.claims(&token(tenant, grant, String::new()));
    let mut claims = json!({
        "iss": tenant.issuer(),
        "sub": grant.subject,
        "aud": grant.client_id,
        "exp": dates["exp"],
        "iat": dates["iat"],
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = json!(nonce);
    }
    minter.mint_typed(tenant.settings.algorithm, "JWT", &claims)
}

fn token(tenant: &Tenant, grant: &Grant, name: String) -> Token {
    Token {
        name,
        algorithm: tenant.settings.algorithm,
        subject: grant.subject.clone(),
        client_id: grant.client_id.clone(),
        audience: tenant.issuer().to_owned(),
        scopes: grant
            .scope
            .as_deref()
            .map(|scope| scope.split(' ').map(str::to_owned).collect())
            .unwrap_or_default(),
    }
}

//! Who the client says it is, and how it proves it.

use super::read::Parameters;
use super::token::{self, TokenRole, TokenSeen};
use super::{Authentication, Meaning};
use crate::endpoint::Endpoint;
use crate::server::read_basic;

/// Reads the `Authorization` header and the parameters that name a client.
pub(super) fn read(meaning: &mut Meaning, authorization: &[&[u8]], parameters: &Parameters) {
    let basic = authorization
        .first()
        .and_then(|value| read_authorization(meaning, value));
    let assertion = parameters.first("client_assertion");
    let by_assertion = assertion.map(|text| {
        let (header, claims) = token::decode(text).unwrap_or_default();
        let has_shared_key = header["alg"].as_str().is_some_and(|alg| alg.starts_with("HS"));
        let method = if has_shared_key {
            Authentication::ClientSecretJwt
        } else {
            Authentication::PrivateKeyJwt
        };
        (token::text_of(&claims, "sub"), method)
    });
    let (asserted, asserting) = by_assertion.unzip();
    let ids = basic
        .clone()
        .into_iter()
        .chain(parameters.all("client_id"))
        .chain(asserted.flatten());
    for id in ids {
        if !id.is_empty() && !meaning.client_ids.contains(&id) {
            meaning.client_ids.push(id);
        }
    }
    meaning.authentication = [
        basic.map(|_| Authentication::ClientSecretBasic),
        parameters
            .first("client_secret")
            .map(|_| Authentication::ClientSecretPost),
        asserting,
    ]
    .into_iter()
    .flatten()
    .collect();
    // A browser that is sent for a code authenticates nobody.
    let could_authenticate = meaning.endpoint != Some(Endpoint::Authorize);
    if could_authenticate && meaning.authentication.is_empty() && !meaning.client_ids.is_empty() {
        meaning.authentication.push(Authentication::None);
    }
}

/// The id of Basic credentials; a token of another scheme is noted.
fn read_authorization(meaning: &mut Meaning, value: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(value);
    let (scheme, credentials) = text.split_once(' ').unwrap_or((&text, ""));
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    // Without a space the text may be the credentials themselves.
    let is_known = ["basic", "bearer", "dpop"].into_iter().any(is);
    if !is_known && credentials.is_empty() {
        meaning
            .unreadable
            .push("the Authorization header is not a scheme and credentials".to_owned());
        return None;
    }
    meaning.authorization_scheme = Some(scheme.to_owned());
    if is("basic") {
        let basic = read_basic(value);
        if basic.is_none() {
            meaning
                .unreadable
                .push("the Authorization header is not Basic with an id and a secret".to_owned());
        }
        return basic.map(|(id, _)| id);
    }
    let token = credentials.trim();
    if !token.is_empty() {
        meaning
            .tokens
            .push(TokenSeen::read(TokenRole::Authorization, token, None));
    }
    None
}

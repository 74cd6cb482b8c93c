//! Whose assertions a tenant takes: its own, those of the other issuers of the process, and those of its settings.

use serde_json::Value;

use super::jwt::Jwt;
use super::routes::Asked;

/// Whether the issuer that the token names is trusted and signed it. Neither its dates nor its audience is judged.
pub(super) fn is_vouched_for(asked: &Asked, jwt: &Jwt, text: &str) -> bool {
    let Some(issuer) = jwt.claim("iss") else {
        return false;
    };
    if let Some(sibling) = asked.site.tenant_of(issuer) {
        return sibling.verify_signed(text).is_some();
    }
    let configured = &asked.tenant.settings.trusted_issuers;
    configured
        .iter()
        .any(|known| known.issuer == issuer && jwt.is_signed_by_one_of(&known.jwks))
}

/// The claims of an access token of this tenant or of another one of the process.
pub(super) fn access_token(asked: &Asked, text: &str) -> Option<Value> {
    asked.tenant.verify(text).or_else(|| {
        let jwt = Jwt::read(text)?;
        asked.site.tenant_of(jwt.claim("iss")?)?.verify(text)
    })
}

/// The resources that an assertion is limited to.
pub(super) fn resources(jwt: &Jwt) -> Vec<String> {
    match &jwt.claims["resource"] {
        Value::String(only) => vec![only.clone()],
        Value::Array(several) => several
            .iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

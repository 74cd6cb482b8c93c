//! What was granted to whom, and the families of tokens that come of it.

use serde_json::{Value, json};

use super::reply::OauthError;
use super::tenant::Tenant;

/// How long an authorization code is good for, in seconds.
pub(super) const CODE_LIFETIME_S: i64 = 60;
/// Of how many access tokens a family knows, to revoke them with it.
const MAX_FAMILY_TOKENS: usize = 64;

/// What a client may do in whose name.
#[derive(Clone, Debug, Default)]
pub(super) struct Grant {
    pub(super) client_id: String,
    pub(super) subject: String,
    /// The resources of RFC 8707; none for a grant that names none.
    pub(super) resources: Vec<String>,
    pub(super) scope: Option<String>,
    /// The thumbprint of the key that tokens are bound to (RFC 9449 section 6.1).
    pub(super) key: Option<String>,
    /// Who acts for the subject (RFC 8693 section 4.1).
    pub(super) actor: Option<Value>,
}

/// An authorization code's meaning.
pub(super) struct Code {
    pub(super) grant: Grant,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    /// `nonce` of `OpenID` Connect, for the ID token.
    pub(super) nonce: Option<String>,
    pub(super) expires: i64,
    /// Whether it was exchanged for tokens; their family is named after it.
    pub(super) is_spent: bool,
}

/// The tokens that come of one authorization.
pub(super) struct Family {
    pub(super) grant: Grant,
    /// The ordinal of the refresh token that is good.
    current: u64,
    is_revoked: bool,
    /// The `jti` of its latest access tokens.
    tokens: Vec<String>,
}

impl Family {
    pub(super) fn new(grant: Grant) -> Self {
        Self {
            grant,
            current: 0,
            is_revoked: false,
            tokens: Vec::new(),
        }
    }
}

/// The refresh token of that ordinal.
pub(super) fn refresh_token(tenant: &Tenant, family: &str, ordinal: u64) -> String {
    tenant.seal("refresh", json!([family, ordinal]).to_string().as_bytes())
}

/// The family and the ordinal of a refresh token of this tenant.
pub(super) fn read_refresh_token(tenant: &Tenant, token: &str) -> Option<(String, u64)> {
    serde_json::from_slice(&tenant.open("refresh", token)?).ok()
}

/// The grant of a refresh token that is the latest of its family; using an earlier one revokes the family
/// (RFC 9700 section 4.14.2).
pub(super) fn grant_of(tenant: &Tenant, token: &str, client_id: &str) -> Result<(String, Grant), OauthError> {
    let refused = |says| OauthError::refused("invalid_grant", says);
    let (family, ordinal) =
        read_refresh_token(tenant, token).ok_or_else(|| refused("the refresh token is not one of ours"))?;
    let (current, is_revoked, grant) = {
        let store = tenant.store();
        let known = store
            .families
            .get(&family)
            .ok_or_else(|| refused("the refresh token is forgotten"))?;
        (known.current, known.is_revoked, known.grant.clone())
    };
    if grant.client_id != client_id {
        return Err(refused("the refresh token is another client's"));
    }
    if is_revoked {
        return Err(refused("the refresh token is revoked"));
    }
    if ordinal != current {
        revoke(tenant, &family);
        return Err(refused(
            "the refresh token was used before; its family is revoked",
        ));
    }
    Ok((family, grant))
}

/// Uses the latest refresh token of a family up and gives the next one. Where another request was quicker, the token
/// was used twice, and the family is revoked.
pub(super) fn rotate(tenant: &Tenant, family: &str, token: &str) -> Option<String> {
    let (_, ordinal) = read_refresh_token(tenant, token)?;
    let next = {
        let mut store = tenant.store();
        let known = store.families.get_mut(family)?;
        let is_latest = known.current == ordinal && !known.is_revoked;
        known.current += u64::from(is_latest);
        is_latest.then_some(known.current)
    };
    if next.is_none() {
        revoke(tenant, family);
    }
    Some(refresh_token(tenant, family, next?))
}

/// Counts an access token to its family.
pub(super) fn remember(tenant: &Tenant, family: &str, token_id: &str) {
    let mut store = tenant.store();
    if let Some(known) = store.families.get_mut(family) {
        if known.tokens.len() == MAX_FAMILY_TOKENS {
            known.tokens.remove(0);
        }
        known.tokens.push(token_id.to_owned());
    }
}

/// Revokes every token of a family.
pub(super) fn revoke(tenant: &Tenant, family: &str) {
    let mut store = tenant.store();
    let Some(known) = store.families.get_mut(family) else {
        return;
    };
    known.is_revoked = true;
    for token in std::mem::take(&mut known.tokens) {
        store.revoked.insert(token, ());
    }
}

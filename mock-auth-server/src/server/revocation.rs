//! Token revocation, RFC 7009.

use axum::body::Body;
use axum::response::Response;

use super::form::Form;
use super::reply::{self, OauthError};
use super::routes::Asked;
use super::{client, grant};

/// Revokes an access token, or with a refresh token all that came of its authorization (RFC 7009 section 2.1).
///
/// A token that is not ours is as good as revoked (section 2.2).
pub(super) async fn answer(asked: &Asked) -> Result<Response, OauthError> {
    let form = Form::read(&asked.head.headers, &asked.body, &[])?;
    let client = client::authenticate(asked, &form)
        .await?
        .ok_or_else(|| OauthError::unknown_client("the client did not authenticate"))?;
    let token = form
        .get("token")
        .ok_or_else(|| OauthError::refused("invalid_request", "token is missing"))?;
    let tenant = &asked.tenant;
    let refuse_other = |owner: &str| {
        if owner == client.id {
            return Ok(());
        }
        Err(OauthError::refused(
            "unauthorized_client",
            "the token is another client's",
        ))
    };
    if let Some(claims) = tenant.verify(token) {
        refuse_other(claims["client_id"].as_str().unwrap_or_default())?;
        tenant.revoke(token);
    } else if let Some((family, _)) = grant::read_refresh_token(tenant, token) {
        let owner = tenant
            .store()
            .families
            .get(&family)
            .map(|known| known.grant.client_id.clone());
        if let Some(owner) = owner {
            refuse_other(&owner)?;
            grant::revoke(tenant, &family);
        }
    }
    Ok(reply::private(Body::empty()))
}

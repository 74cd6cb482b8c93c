//! Which request is answered by what, and the recording of every request before it is answered.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::request::Parts;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::reply::{self, OauthError};
use super::tenant::Tenant;
use super::{
    MAX_BODY_BYTES, READ_TIMEOUT, Site, authorize, control, dpop, hostility, introspection, metadata,
    overrides, registration, revocation, token,
};
use crate::endpoint::Endpoint;
use crate::recorder::Answered;

/// A request to a tenant.
pub(super) struct Asked {
    pub(super) site: Arc<Site>,
    pub(super) tenant: Arc<Tenant>,
    pub(super) head: Parts,
    pub(super) body: Bytes,
    /// Its number in the record.
    pub(super) number: u64,
}

/// Records a request of `peer` and answers it. What controls the server is no OAuth and is not recorded.
pub(super) async fn answer<B>(site: Arc<Site>, peer: Option<IpAddr>, request: Request<B>) -> Response
where
    B: hyper::body::Body<Data = Bytes>,
    B::Error: Into<axum::BoxError>,
{
    let (head, body) = request.into_parts();
    let body = read(body).await;
    if site.allow_control && control::is_control(head.uri.path()) {
        return match body {
            Ok(body) => control::answer(site, peer, &head, body).await,
            Err(refusal) => refusal.into(),
        };
    }
    let number = site.recorder.keep(&head, body.as_deref().unwrap_or_default());
    let response = match body {
        Ok(body) => dispatch(Arc::clone(&site), head, body, number).await,
        Err(refusal) => refusal.into(),
    };
    let (response, error) = reply::read_error(response).await;
    let status = response.status().as_u16();
    site.recorder.note_answer(number, Answered { status, error });
    response
}

async fn dispatch(site: Arc<Site>, head: Parts, body: Bytes, number: u64) -> Response {
    let Some((tenant, endpoint)) = find(&site, head.uri.path()) else {
        return reply::error(
            StatusCode::NOT_FOUND,
            "not_found",
            "nothing is served at this path",
        );
    };
    if !endpoint.takes(&head.method) {
        return reply::error(
            StatusCode::METHOD_NOT_ALLOWED,
            "invalid_request",
            "this path has another method",
        );
    }
    let asked = Asked {
        site,
        tenant,
        head,
        body,
        number,
    };
    if let Some(response) = overrides::respond(&asked, endpoint) {
        return response;
    }
    let mut response = hostility::respond(&asked, endpoint).await;
    if endpoint == Endpoint::Token {
        dpop::add_nonce(&asked.tenant, response.headers_mut());
    }
    response
}

/// The honest answer.
pub(super) async fn respond(asked: &Asked, endpoint: Endpoint) -> Result<Response, OauthError> {
    match endpoint {
        Endpoint::Metadata => Ok(reply::json_body(&metadata::describe(&asked.tenant))),
        Endpoint::OpenidMetadata => Ok(reply::json_body(&metadata::describe_openid(&asked.tenant))),
        Endpoint::Jwks => Ok(metadata::jwks(asked).await),
        Endpoint::StrangerJwks => Ok(metadata::stranger_jwks(asked).await),
        Endpoint::StrangerCertificate => metadata::stranger_certificate(asked).await,
        Endpoint::WeakJwks => Ok(metadata::weak_jwks(asked).await),
        Endpoint::Authorize => authorize::answer(asked).await,
        Endpoint::Token => token::answer(asked).await,
        Endpoint::Introspect => introspection::answer(asked).await,
        Endpoint::Revoke => revocation::answer(asked).await,
        Endpoint::Register => registration::answer(asked),
    }
}

fn find(site: &Site, path: &str) -> Option<(Arc<Tenant>, Endpoint)> {
    Endpoint::readings(path).find_map(|(tenant, endpoint)| Some((site.tenant_at(tenant)?, endpoint)))
}

async fn read<B>(body: B) -> Result<Bytes, OauthError>
where
    B: hyper::body::Body<Data = Bytes>,
    B::Error: Into<axum::BoxError>,
{
    let refuse = |status, says| OauthError {
        status,
        code: "invalid_request",
        says,
    };
    match tokio::time::timeout(READ_TIMEOUT, Limited::new(body, MAX_BODY_BYTES).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is larger than 65536 bytes",
        )),
        Ok(Err(_)) => Err(refuse(StatusCode::BAD_REQUEST, "the body broke off")),
        Err(_) => Err(refuse(
            StatusCode::REQUEST_TIMEOUT,
            "the body did not arrive in time",
        )),
    }
}

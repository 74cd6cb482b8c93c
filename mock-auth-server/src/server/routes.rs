//! Which request is answered by what, and the recording of every request before it is answered.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;

use super::reply::{self, OauthError};
use super::tenant::Tenant;
use super::{
    MAX_BODY_BYTES, READ_TIMEOUT, Site, authorize, dpop, hostility, introspection, metadata, overrides,
    registration, revocation, token,
};
use crate::endpoint::Endpoint;

/// A request to a tenant.
pub(super) struct Asked {
    pub(super) site: Arc<Site>,
    pub(super) tenant: Arc<Tenant>,
    pub(super) head: Parts,
    pub(super) body: Bytes,
    /// Its number in the record.
    pub(super) number: u64,
}

/// What follows the path of the tenant.
const APPENDED: [(&str, Endpoint); 10] = [
    ("/.well-known/openid-configuration", Endpoint::OpenidMetadata),
    ("/stranger/jwks.json", Endpoint::StrangerJwks),
    ("/stranger/certificate.pem", Endpoint::StrangerCertificate),
    ("/weak/jwks.json", Endpoint::WeakJwks),
    ("/jwks.json", Endpoint::Jwks),
    ("/authorize", Endpoint::Authorize),
    ("/token", Endpoint::Token),
    ("/introspect", Endpoint::Introspect),
    ("/revoke", Endpoint::Revoke),
    ("/register", Endpoint::Register),
];

/// What comes before the path of the tenant (RFC 8414 section 3.1).
const INSERTED: [(&str, Endpoint); 2] = [
    ("/.well-known/oauth-authorization-server", Endpoint::Metadata),
    ("/.well-known/openid-configuration", Endpoint::OpenidMetadata),
];

fn takes(endpoint: Endpoint, method: &Method) -> bool {
    let is_get = method == Method::GET || method == Method::HEAD;
    match endpoint {
        Endpoint::Metadata
        | Endpoint::OpenidMetadata
        | Endpoint::Jwks
        | Endpoint::StrangerJwks
        | Endpoint::StrangerCertificate
        | Endpoint::WeakJwks => is_get,
        Endpoint::Authorize => is_get || method == Method::POST,
        Endpoint::Token | Endpoint::Introspect | Endpoint::Revoke | Endpoint::Register => {
            method == Method::POST
        }
    }
}

/// Records a request and answers it.
pub(super) async fn answer<B>(site: Arc<Site>, request: Request<B>) -> Response
where
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    let (head, body) = request.into_parts();
    match read(Body::new(body)).await {
        Ok(body) => {
            let number = site.recorder.keep(&head, &body);
            dispatch(site, head, body, number).await
        }
        Err(refusal) => {
            site.recorder.keep(&head, b"");
            refusal.into()
        }
    }
}

async fn dispatch(site: Arc<Site>, head: Parts, body: Bytes, number: u64) -> Response {
    let Some((tenant, endpoint)) = find(&site, head.uri.path()) else {
        return reply::error(
            StatusCode::NOT_FOUND,
            "not_found",
            "nothing is served at this path",
        );
    };
    if !takes(endpoint, &head.method) {
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
    let inserted = INSERTED
        .iter()
        .filter_map(|(prefix, endpoint)| Some((path.strip_prefix(prefix)?, *endpoint)));
    let appended = APPENDED
        .iter()
        .filter_map(|(suffix, endpoint)| Some((path.strip_suffix(suffix)?, *endpoint)));
    inserted
        .chain(appended)
        .find_map(|(tenant, endpoint)| Some((site.tenant_at(tenant)?, endpoint)))
}

async fn read(body: Body) -> Result<Bytes, OauthError> {
    let refuse = |status, says| OauthError {
        status,
        code: "invalid_request",
        says,
    };
    match tokio::time::timeout(READ_TIMEOUT, to_bytes(body, MAX_BODY_BYTES)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_too_large(&error) => Err(refuse(
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

fn is_too_large(error: &axum::Error) -> bool {
    std::error::Error::source(error)
        .is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>)
}

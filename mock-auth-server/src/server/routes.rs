//! Which path is answered by what, and the recording of every request before it is answered.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State as Shared};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};

use super::reply::{self, OauthError};
use super::{MAX_BODY_BYTES, READ_TIMEOUT, State, introspection, metadata, token};

pub(super) fn router(state: &Arc<State>) -> Router {
    let path = &state.issuer_path;
    let mut router = Router::new()
        .route(
            &format!("/.well-known/oauth-authorization-server{path}"),
            get(metadata::authorization_server),
        )
        .route(
            &format!("/.well-known/openid-configuration{path}"),
            get(metadata::openid),
        )
        .route(&format!("{path}/jwks.json"), get(metadata::jwks))
        .route(
            &format!("{path}/stranger/jwks.json"),
            get(metadata::stranger_jwks),
        )
        .route(&format!("{path}/token"), post(token::answer))
        .route(&format!("{path}/introspect"), post(introspection::answer));
    if !path.is_empty() {
        // OpenID Connect appends where RFC 8414 inserts; for an issuer without a path both are the same.
        router = router.route(
            &format!("{path}/.well-known/openid-configuration"),
            get(metadata::openid),
        );
    }
    router
        .fallback(async || {
            reply::error(
                StatusCode::NOT_FOUND,
                "not_found",
                "nothing is served at this path",
            )
        })
        .method_not_allowed_fallback(async || {
            reply::error(
                StatusCode::METHOD_NOT_ALLOWED,
                "invalid_request",
                "this path has another method",
            )
        })
        .layer(middleware::from_fn_with_state(Arc::clone(state), record))
        .with_state(Arc::clone(state))
}

async fn record(Shared(state): Shared<Arc<State>>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    match read(body).await {
        Ok(bytes) => {
            state.recorder.keep(&head, &bytes);
            next.run(Request::from_parts(head, Body::from(bytes))).await
        }
        Err(refusal) => {
            state.recorder.keep(&head, b"");
            refusal.into()
        }
    }
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

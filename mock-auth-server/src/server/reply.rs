//! Answers in the forms that OAuth gives them.

use axum::body::{Body, HttpBody};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use url::Url;

/// The largest refusal whose error code is recorded, in bytes.
const MAX_ERROR_BYTES: u64 = 64 * 1024;

use crate::jws;

/// A refusal of the token endpoint's kind, RFC 6749 section 5.2.
#[derive(Debug)]
pub(super) struct OauthError {
    pub(super) status: StatusCode,
    /// The `error` member.
    pub(super) code: &'static str,
    /// The `error_description` member: printable ASCII without quotes.
    pub(super) says: &'static str,
}

impl OauthError {
    /// 400 with this code.
    pub(super) fn refused(code: &'static str, says: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code,
            says,
        }
    }

    /// 401 `invalid_client`.
    pub(super) fn unknown_client(says: &'static str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            code: "invalid_client",
            says,
        }
    }
}

impl From<OauthError> for Response {
    fn from(error: OauthError) -> Self {
        let mut response = self::error(error.status, error.code, error.says);
        if error.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"mock-auth-server\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl IntoResponse for OauthError {
    fn into_response(self) -> Response {
        self.into()
    }
}

/// The OAuth error code of an answer, in its JSON body or in its redirect, and the answer.
///
/// Only an answer that says its length is looked into; one that goes on is let go on.
pub(super) async fn read_error(response: Response) -> (Response, Option<String>) {
    if response.status().is_redirection() {
        let error = error_in_redirect(response.headers());
        return (response, error);
    }
    let is_refusal = response.status().is_client_error() || response.status().is_server_error();
    let length = response.body().size_hint().exact();
    if !is_refusal || length.is_none_or(|length| length > MAX_ERROR_BYTES) {
        return (response, None);
    }
    let (head, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return (Response::from_parts(head, Body::empty()), None);
    };
    let error = serde_json::from_slice::<Value>(&bytes)
        .ok()
        .and_then(|body| body["error"].as_str().map(str::to_owned));
    (Response::from_parts(head, Body::from(bytes)), error)
}

fn error_in_redirect(headers: &HeaderMap) -> Option<String> {
    let location = Url::parse(headers.get(LOCATION)?.to_str().ok()?).ok()?;
    location
        .query_pairs()
        .find(|(name, _)| name == "error")
        .map(|(_, error)| error.into_owned())
}

/// A JSON body with `error` and `error_description` that nobody may cache.
pub(super) fn error(status: StatusCode, code: &str, says: &str) -> Response {
    let mut response = private_json(&json!({"error": code, "error_description": says}));
    *response.status_mut() = status;
    response
}

/// A JSON body that nobody may cache, as RFC 6749 section 5.1 wants for tokens.
pub(super) fn private_json(body: &Value) -> Response {
    private(json_body(body))
}

/// An answer that nobody may cache.
pub(super) fn private(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
        .headers_mut()
        .insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// A JSON body with status 200.
pub(super) fn json_body(body: &Value) -> Response {
    (
        [(CONTENT_TYPE, HeaderValue::from_static("application/json"))],
        jws::json_text(body),
    )
        .into_response()
}

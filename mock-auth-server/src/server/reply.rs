//! Answers in the forms that OAuth gives them.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

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
        body.to_string(),
    )
        .into_response()
}

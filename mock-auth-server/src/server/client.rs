//! Who asks: authentication of clients by secret, in the header or in the body.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::form::Form;
use super::reply::OauthError;

/// The secret that every client id is known by, beside the secrets of `TEST_CLIENTS`. It is public.
pub const TEST_CLIENT_SECRET: &str = "proofhouse-test-secret";

/// Clients with secrets of their own, as id and secret. They are public.
pub const TEST_CLIENTS: [(&str, &str); 2] = [
    ("proofhouse", "proofhouse-test-secret"),
    ("resource-server", "resource-server-test-secret"),
];

/// The id of the client, once its secret is seen to be right; nothing when it did not authenticate at all.
pub(super) fn authenticate(headers: &HeaderMap, form: &Form) -> Result<Option<String>, OauthError> {
    let in_body = form.get("client_id").zip(form.get("client_secret"));
    let (id, secret) = match (headers.get(AUTHORIZATION), in_body) {
        (Some(_), Some(_)) => {
            return Err(OauthError::refused(
                "invalid_request",
                "the client authenticates in two ways",
            ));
        }
        (Some(value), None) => read_basic(value.as_bytes()).ok_or_else(|| {
            OauthError::unknown_client("the Authorization header is not Basic with an id and a secret")
        })?,
        (None, Some((id, secret))) => (id.to_owned(), secret.to_owned()),
        (None, None) => return Ok(None),
    };
    if is_secret_of(&id, &secret) {
        Ok(Some(id))
    } else {
        Err(OauthError::unknown_client("the secret is not the client's"))
    }
}

fn is_secret_of(id: &str, secret: &str) -> bool {
    !id.is_empty() && (secret == TEST_CLIENT_SECRET || TEST_CLIENTS.contains(&(id, secret)))
}

/// `client_secret_basic`: both parts are form-encoded before base64 (RFC 6749 section 2.3.1).
fn read_basic(value: &[u8]) -> Option<(String, String)> {
    let (scheme, credentials) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((form_decode(id)?, form_decode(secret)?))
}

fn form_decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_form_decoded() {
        let value = format!("basic {}", STANDARD.encode("https%3A%2F%2Fclient.example:a+b%3A"));
        assert_eq!(
            read_basic(value.as_bytes()),
            Some(("https://client.example".to_owned(), "a b:".to_owned()))
        );
        assert_eq!(read_basic(b"Bearer abc"), None);
        assert_eq!(read_basic(b"Basic ???"), None);
    }

    #[test]
    fn any_client_is_known_by_the_common_secret_and_no_other() {
        assert!(is_secret_of("somebody", TEST_CLIENT_SECRET));
        assert!(!is_secret_of("somebody", "resource-server-test-secret"));
        assert!(is_secret_of("resource-server", "resource-server-test-secret"));
        assert!(!is_secret_of("", TEST_CLIENT_SECRET));
    }
}

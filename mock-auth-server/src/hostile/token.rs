//! Answers of the token endpoint: every error, errors in disguise, and tokens that are none.

use serde_json::{Value, json};

use super::{Act, Row};
use crate::answer::Answer;

const TELL: &str = "client: takes no token, reports the error code and does not repeat the same request";
const ERRORS_RULE: Option<&str> = Some("RFC 6749 section 5.2");
const GRANT_RULE: Option<&str> = Some("RFC 6749 section 5.1");
const NO_TOKEN: &str = "client: reports a failed request and sends nothing as a token";
const LIFETIME: &str =
    "client: uses the token once it is needed, or asks for another; neither crashes nor keeps it for ever";
const LONG_TEXT: usize = 64 * 1024;

pub(super) const ERRORS: &[Row] = &[
    Row {
        id: "token-error-invalid-request",
        summary: "400 invalid_request",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::Refuse(400, "invalid_request"),
    },
    Row {
        id: "token-error-invalid-client",
        summary: "401 invalid_client",
        duty: "client: takes no token; registers anew or asks its user",
        source: ERRORS_RULE,
        act: Act::Refuse(401, "invalid_client"),
    },
    Row {
        id: "token-error-invalid-grant",
        summary: "400 invalid_grant",
        duty: "client: drops the code or refresh token and starts a new authorization",
        source: ERRORS_RULE,
        act: Act::Refuse(400, "invalid_grant"),
    },
    Row {
        id: "token-error-unauthorized-client",
        summary: "400 unauthorized_client",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::Refuse(400, "unauthorized_client"),
    },
    Row {
        id: "token-error-unsupported-grant-type",
        summary: "400 unsupported_grant_type",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::Refuse(400, "unsupported_grant_type"),
    },
    Row {
        id: "token-error-invalid-scope",
        summary: "400 invalid_scope",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::Refuse(400, "invalid_scope"),
    },
    Row {
        id: "token-error-invalid-target",
        summary: "400 invalid_target",
        duty: "client: takes no token, and does not ask again without resource",
        source: Some("RFC 8707 section 2"),
        act: Act::Refuse(400, "invalid_target"),
    },
    Row {
        id: "token-error-invalid-dpop-proof",
        summary: "400 invalid_dpop_proof",
        duty: TELL,
        source: Some("RFC 9449 section 5"),
        act: Act::Refuse(400, "invalid_dpop_proof"),
    },
    Row {
        id: "token-error-use-dpop-nonce",
        summary: "400 use_dpop_nonce with the same nonce, for ever",
        duty: "client: repeats the request with the nonce once, not for ever",
        source: Some("RFC 9449 section 8"),
        act: Act::Instead(|_| {
            let body = json!({"error": "use_dpop_nonce", "error_description": "a nonce is needed"});
            private(Answer::json(400, &body)).with_header("dpop-nonce", "the-same-nonce")
        }),
    },
    Row {
        id: "token-error-unknown",
        summary: "400 with an error code that no document defines",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::Refuse(400, "proofhouse_unknown"),
    },
    Row {
        id: "token-error-with-200",
        summary: "invalid_grant with status 200",
        duty: NO_TOKEN,
        source: ERRORS_RULE,
        act: Act::Refuse(200, "invalid_grant"),
    },
    Row {
        id: "token-error-with-token",
        summary: "an error beside the right token, with status 200",
        duty: NO_TOKEN,
        source: ERRORS_RULE,
        act: Act::Edit(|_, answer| {
            answer.insert("error".to_owned(), json!("invalid_grant"));
        }),
    },
    Row {
        id: "token-error-array",
        summary: "the error code is an array",
        duty: NO_TOKEN,
        source: ERRORS_RULE,
        act: Act::Instead(|_| private(Answer::json(400, &json!({"error": ["invalid_grant"]})))),
    },
    Row {
        id: "token-error-long-description",
        summary: "a description of 64 KiB",
        duty: "client: reports the error; shows and logs no more of it than is useful",
        source: ERRORS_RULE,
        act: Act::Instead(|_| described(&"a".repeat(LONG_TEXT))),
    },
    Row {
        id: "token-error-control-characters",
        summary: "a description with line feeds and terminal sequences",
        duty: "client: shows and logs it escaped, if at all",
        source: ERRORS_RULE,
        act: Act::Instead(|_| described("first\r\nlevel=info second\u{1b}[2J\u{0}\u{7f}")),
    },
    Row {
        id: "token-error-html",
        summary: "a description that is a script",
        duty: "client: shows it as text, if at all",
        source: ERRORS_RULE,
        act: Act::Instead(|_| described("<script>alert(1)</script>")),
    },
    Row {
        id: "token-error-uri-javascript",
        summary: "an error_uri that is a javascript: URL",
        duty: "client: makes no link of it",
        source: ERRORS_RULE,
        act: Act::Instead(|_| {
            let body = json!({"error": "invalid_grant", "error_uri": "javascript:alert(1)//"});
            private(Answer::json(400, &body))
        }),
    },
];

pub(super) const ROWS: &[Row] = &[
    Row {
        id: "token-access-token-missing",
        summary: "there is no access_token",
        duty: NO_TOKEN,
        source: GRANT_RULE,
        act: Act::Remove("access_token"),
    },
    Row {
        id: "token-access-token-empty",
        summary: "the access_token is empty",
        duty: NO_TOKEN,
        source: GRANT_RULE,
        act: Act::Set("access_token", |_, _| json!("")),
    },
    Row {
        id: "token-access-token-number",
        summary: "the access_token is a number",
        duty: NO_TOKEN,
        source: GRANT_RULE,
        act: Act::Set("access_token", |_, _| json!(7)),
    },
    Row {
        id: "token-access-token-line-feed",
        summary: "the access_token has a header field behind a line feed",
        duty: "client: sends no such header",
        source: Some("RFC 6750 section 2.1; RFC 9110 section 5.5"),
        act: Act::Set("access_token", |_, ours| {
            json!(format!(
                "{}\r\nx-proofhouse-injected: 1",
                ours.as_str().unwrap_or_default()
            ))
        }),
    },
    Row {
        id: "token-type-missing",
        summary: "there is no token_type",
        duty: NO_TOKEN,
        source: GRANT_RULE,
        act: Act::Remove("token_type"),
    },
    Row {
        id: "token-type-unknown",
        summary: "the token_type is one that no document defines",
        duty: "client: does not use the token",
        source: Some("RFC 6749 section 7.1"),
        act: Act::Set("token_type", |_, _| json!("proofhouse-unknown")),
    },
    Row {
        id: "token-type-dpop",
        summary: "the token_type is DPoP, though the client proved no key",
        duty: "client: does not use the token as a bearer token",
        source: Some("RFC 9449 section 5"),
        act: Act::Set("token_type", |_, _| json!("DPoP")),
    },
    Row {
        id: "token-expires-in-string",
        summary: "expires_in is a text",
        duty: LIFETIME,
        source: GRANT_RULE,
        act: Act::Set("expires_in", |_, _| json!("3600")),
    },
    Row {
        id: "token-expires-in-negative",
        summary: "expires_in is negative",
        duty: LIFETIME,
        source: GRANT_RULE,
        act: Act::Set("expires_in", |_, _| json!(-1)),
    },
    Row {
        id: "token-expires-in-huge",
        summary: "expires_in is 2^64 - 1",
        duty: LIFETIME,
        source: GRANT_RULE,
        act: Act::Set("expires_in", |_, _| json!(u64::MAX)),
    },
    Row {
        id: "token-expires-in-fraction",
        summary: "expires_in is 0.5",
        duty: LIFETIME,
        source: GRANT_RULE,
        act: Act::Set("expires_in", |_, _| json!(0.5)),
    },
    Row {
        id: "token-scope-extra",
        summary: "scope has more than was asked for",
        duty: "client: takes what was granted for granted, and refuses or goes on",
        source: Some("RFC 6749 section 3.3"),
        act: Act::Edit(|_, answer| {
            if answer.contains_key("access_token") {
                let ours = answer.get("scope").and_then(Value::as_str).unwrap_or_default();
                let more = format!("{ours} proofhouse:admin").trim_start().to_owned();
                answer.insert("scope".to_owned(), json!(more));
            }
        }),
    },
    Row {
        id: "token-refresh-token-is-access-token",
        summary: "the refresh_token is the access token",
        duty: "client: keeps each for its own use; never sends what came as a refresh token to a resource server",
        source: Some("RFC 6749 section 1.5"),
        act: Act::Edit(|_, answer| {
            if let Some(token) = answer.get("access_token").cloned() {
                answer.insert("refresh_token".to_owned(), token);
            }
        }),
    },
];

fn described(description: &str) -> Answer {
    private(Answer::json(
        400,
        &json!({"error": "invalid_grant", "error_description": description}),
    ))
}

fn private(answer: Answer) -> Answer {
    answer.with_header("cache-control", "no-store")
}

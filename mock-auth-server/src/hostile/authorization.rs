//! What the browser comes back with: every error, and answers that a client must not take for its own.

use url::Url;

use super::{Act, OTHER_ISSUER, Row};

const TELL: &str = "client: ends the flow, tells its user, and asks for no token";
const ERRORS_RULE: Option<&str> = Some("RFC 6749 section 4.1.2.1");
const DROP: &str = "client: drops the answer and asks for no token";
const STATE_RULE: Option<&str> = Some("RFC 6749 section 10.12; RFC 9700 section 4.7");
const ISS_RULE: Option<&str> = Some("RFC 9207 section 2.4");
const ONCE_RULE: Option<&str> = Some("RFC 6749 section 3.1");

pub(super) const ERRORS: &[Row] = &[
    Row {
        id: "authorization-error-invalid-request",
        summary: "invalid_request",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::ReturnError("invalid_request"),
    },
    Row {
        id: "authorization-error-unauthorized-client",
        summary: "unauthorized_client",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::ReturnError("unauthorized_client"),
    },
    Row {
        id: "authorization-error-access-denied",
        summary: "access_denied",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::ReturnError("access_denied"),
    },
    Row {
        id: "authorization-error-unsupported-response-type",
        summary: "unsupported_response_type",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::ReturnError("unsupported_response_type"),
    },
    Row {
        id: "authorization-error-invalid-scope",
        summary: "invalid_scope",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::ReturnError("invalid_scope"),
    },
    Row {
        id: "authorization-error-server-error",
        summary: "server_error",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::ReturnError("server_error"),
    },
    Row {
        id: "authorization-error-temporarily-unavailable",
        summary: "temporarily_unavailable",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::ReturnError("temporarily_unavailable"),
    },
    Row {
        id: "authorization-error-invalid-target",
        summary: "invalid_target, the error of resource",
        duty: TELL,
        source: Some("RFC 8707 section 2.1"),
        act: Act::ReturnError("invalid_target"),
    },
    Row {
        id: "authorization-error-unknown",
        summary: "an error code that no document defines",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::ReturnError("proofhouse_unknown"),
    },
];

pub(super) const ROWS: &[Row] = &[
    Row {
        id: "authorization-iss-wrong",
        summary: "iss is another issuer, as in a mix-up attack",
        duty: DROP,
        source: ISS_RULE,
        act: Act::Return(|_, url| set(url, "iss", &[OTHER_ISSUER])),
    },
    Row {
        id: "authorization-iss-missing",
        summary: "there is no iss, though the metadata promises one",
        duty: DROP,
        source: ISS_RULE,
        act: Act::Return(|_, url| set(url, "iss", &[])),
    },
    Row {
        id: "authorization-iss-trailing-slash",
        summary: "iss is ours with a slash behind it",
        duty: DROP,
        source: ISS_RULE,
        act: Act::Return(|scene, url| set(url, "iss", &[&format!("{}/", scene.tenant.issuer())])),
    },
    Row {
        id: "authorization-state-wrong",
        summary: "state is another one",
        duty: DROP,
        source: STATE_RULE,
        act: Act::Return(|_, url| set(url, "state", &["another-state"])),
    },
    Row {
        id: "authorization-state-missing",
        summary: "there is no state, though the client sent one",
        duty: DROP,
        source: STATE_RULE,
        act: Act::Return(|_, url| set(url, "state", &[])),
    },
    Row {
        id: "authorization-state-twice",
        summary: "state twice, first the right one, then another",
        duty: DROP,
        source: ONCE_RULE,
        act: Act::Return(|_, url| append(url, "state", "another-state")),
    },
    Row {
        id: "authorization-code-twice",
        summary: "code twice, first the right one, then another",
        duty: DROP,
        source: ONCE_RULE,
        act: Act::Return(|_, url| append(url, "code", "another-code")),
    },
    Row {
        id: "authorization-code-missing",
        summary: "neither a code nor an error",
        duty: DROP,
        source: Some("RFC 6749 section 4.1.2"),
        act: Act::Return(|_, url| set(url, "code", &[])),
    },
    Row {
        id: "authorization-code-and-error",
        summary: "a code and an error",
        duty: DROP,
        source: ERRORS_RULE,
        act: Act::Return(|_, url| append(url, "error", "access_denied")),
    },
    Row {
        id: "authorization-error-html",
        summary: "an error whose description is a script",
        duty: "client: shows it as text, if at all",
        source: ERRORS_RULE,
        act: Act::Return(|_, url| {
            set(url, "code", &[]);
            append(url, "error", "server_error");
            append(url, "error_description", "<script>alert(1)</script>");
        }),
    },
    Row {
        id: "authorization-error-uri-javascript",
        summary: "an error whose error_uri is a javascript: URL",
        duty: "client: makes no link of it",
        source: ERRORS_RULE,
        act: Act::Return(|_, url| {
            set(url, "code", &[]);
            append(url, "error", "server_error");
            append(url, "error_uri", "javascript:alert(1)//");
        }),
    },
    Row {
        id: "authorization-fragment",
        summary: "the parameters are in the fragment, not in the query",
        duty: DROP,
        source: Some("RFC 6749 section 4.1.2"),
        act: Act::Return(|_, url| {
            let query = url.query().unwrap_or_default().to_owned();
            url.set_query(None);
            url.set_fragment(Some(&query));
        }),
    },
];

/// Puts these values in the place of all values of that name.
pub(super) fn set(url: &mut Url, name: &str, values: &[&str]) {
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(known, _)| known != name)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    url.query_pairs_mut().clear().extend_pairs(kept);
    for value in values {
        append(url, name, value);
    }
}

fn append(url: &mut Url, name: &str, value: &str) {
    url.query_pairs_mut().append_pair(name, value);
}

/// An error without a code.
pub(crate) fn refuse(url: &mut Url, code: &str) {
    set(url, "code", &[]);
    set(url, "error", &[code]);
}

//! Registration that refuses every client or gives it what is not its own, and revocation that revokes nothing.

use serde_json::json;

use super::{Act, Row};
use crate::answer::Answer;

const TELL: &str = "client: registers nothing, reports the error code and does not repeat the same request";
const ERRORS_RULE: Option<&str> = Some("RFC 7591 section 3.2.2");
const ANSWER_RULE: Option<&str> = Some("RFC 7591 section 3.2.1");

pub(super) const ROWS: &[Row] = &[
    Row {
        id: "registration-error-invalid-redirect-uri",
        summary: "400 invalid_redirect_uri",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::Refuse(400, "invalid_redirect_uri"),
    },
    Row {
        id: "registration-error-invalid-client-metadata",
        summary: "400 invalid_client_metadata",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::Refuse(400, "invalid_client_metadata"),
    },
    Row {
        id: "registration-error-invalid-software-statement",
        summary: "400 invalid_software_statement",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::Refuse(400, "invalid_software_statement"),
    },
    Row {
        id: "registration-error-unapproved-software-statement",
        summary: "400 unapproved_software_statement",
        duty: TELL,
        source: ERRORS_RULE,
        act: Act::Refuse(400, "unapproved_software_statement"),
    },
    Row {
        id: "registration-error-access-denied",
        summary: "403 access_denied, as servers without open registration answer",
        duty: "client: registers nothing, and uses another way to an id or asks its user",
        source: Some("RFC 7591 section 3"),
        act: Act::Refuse(403, "access_denied"),
    },
    Row {
        id: "registration-client-id-foreign",
        summary: "the client_id is another client's",
        duty: "client: cannot know; a flow with it fails, and is reported as failed",
        source: ANSWER_RULE,
        act: Act::Set("client_id", |_, _| json!("another-client")),
    },
    Row {
        id: "registration-client-id-missing",
        summary: "there is no client_id",
        duty: "client: reports a failed registration",
        source: ANSWER_RULE,
        act: Act::Remove("client_id"),
    },
    Row {
        id: "registration-client-id-number",
        summary: "the client_id is a number",
        duty: "client: reports a failed registration, or uses its digits",
        source: ANSWER_RULE,
        act: Act::Set("client_id", |_, _| json!(7)),
    },
    Row {
        id: "registration-secret-expired",
        summary: "the client_secret expired in 1970",
        duty: "client: does not use the secret; registers anew a limited number of times",
        source: ANSWER_RULE,
        act: Act::Set("client_secret_expires_at", |_, _| json!(1)),
    },
    Row {
        id: "registration-secret-expiry-missing",
        summary: "there is a client_secret without client_secret_expires_at",
        duty: "client: refuses the answer, or takes the secret for one that lasts",
        source: ANSWER_RULE,
        act: Act::Remove("client_secret_expires_at"),
    },
    Row {
        id: "registration-redirect-uris-changed",
        summary: "the registered redirect_uris are another client's",
        duty: "client: sees that the server changed what it asked for, and does not go on",
        source: ANSWER_RULE,
        act: Act::Set("redirect_uris", |_, _| json!(["https://client.example/callback"])),
    },
];

pub(super) const REVOCATION: &[Row] = &[
    Row {
        id: "revocation-status-503",
        summary: "503 that asks to come back in an hour",
        duty: "client: takes the token for alive, and tries again later",
        source: Some("RFC 7009 section 2.2.1"),
        act: Act::Instead(|_| {
            Answer::text(503, "text/plain", "come back later").with_header("retry-after", "3600")
        }),
    },
    Row {
        id: "revocation-error-unsupported-token-type",
        summary: "400 unsupported_token_type",
        duty: "client: drops the token all the same, and does not repeat the request",
        source: Some("RFC 7009 section 2.2.1"),
        act: Act::Refuse(400, "unsupported_token_type"),
    },
    Row {
        id: "revocation-silent",
        summary: "200, and nothing is revoked",
        duty: "client: cannot know; it drops the token all the same",
        source: Some("RFC 7009 section 2.2"),
        act: Act::Instead(|_| Answer::new(200).with_header("cache-control", "no-store")),
    },
];

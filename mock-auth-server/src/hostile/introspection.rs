//! Introspection that says something else than the truth, or nothing that can be understood.

use serde_json::{Value, json};

use super::{Act, OTHER_ISSUER, Row};
use crate::answer::Answer;
use crate::clock::PAST_INSTANT;
use crate::defects::FOREIGN_AUDIENCE;

const ACTIVE_RULE: Option<&str> = Some("RFC 7662 section 2.2");
const CLAIMS_DUTY: &str = "resource server: refuses the token; it checks what it would check in a signed one";

pub(super) const ROWS: &[Row] = &[
    Row {
        id: "introspection-status-401",
        summary: "401 invalid_client, whatever the credentials",
        duty: "resource server: lets nobody in; 401 or a 5xx of its own, without the details",
        source: Some("RFC 7662 section 2.3"),
        act: Act::Refuse(401, "invalid_client"),
    },
    Row {
        id: "introspection-always-active",
        summary: "every text is active",
        duty: "resource server: accepts it only for claims that it can check, such as the audience",
        source: Some("RFC 7662 section 4"),
        act: Act::Set("active", |_, _| json!(true)),
    },
    Row {
        id: "introspection-never-active",
        summary: "no token is active",
        duty: "resource server: refuses every token with 401",
        source: ACTIVE_RULE,
        act: Act::Instead(|_| Answer::json(200, &json!({"active": false}))),
    },
    Row {
        id: "introspection-active-text",
        summary: "active is the text true or false",
        duty: "resource server: refuses the token; the text false is not true",
        source: ACTIVE_RULE,
        act: Act::Set("active", |_, ours| json!(ours.to_string())),
    },
    Row {
        id: "introspection-active-number",
        summary: "active is 1 or 0",
        duty: "resource server: refuses the token",
        source: ACTIVE_RULE,
        act: Act::Set("active", |_, ours| json!(u8::from(*ours == Value::Bool(true)))),
    },
    Row {
        id: "introspection-active-missing",
        summary: "there is no active",
        duty: "resource server: refuses the token",
        source: ACTIVE_RULE,
        act: Act::Remove("active"),
    },
    Row {
        id: "introspection-foreign-audience",
        summary: "active tokens are for another server",
        duty: CLAIMS_DUTY,
        source: Some("RFC 7662 section 4; RFC 8707 section 2"),
        act: Act::Set("aud", |_, _| json!(FOREIGN_AUDIENCE)),
    },
    Row {
        id: "introspection-other-issuer",
        summary: "active tokens are another issuer's",
        duty: CLAIMS_DUTY,
        source: Some("RFC 7662 section 4"),
        act: Act::Set("iss", |_, _| json!(OTHER_ISSUER)),
    },
    Row {
        id: "introspection-expired",
        summary: "active tokens have expired",
        duty: CLAIMS_DUTY,
        source: Some("RFC 7662 section 4"),
        act: Act::Set("exp", |_, _| json!(PAST_INSTANT)),
    },
    Row {
        id: "introspection-scope-array",
        summary: "scope is an array",
        duty: "resource server: grants no scope by it, or those in it; does not crash",
        source: ACTIVE_RULE,
        act: Act::Set("scope", |_, ours| {
            json!(ours.as_str().unwrap_or_default().split(' ').collect::<Vec<_>>())
        }),
    },
];

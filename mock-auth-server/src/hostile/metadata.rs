//! Metadata of an issuer that is another, or that sends its readers elsewhere.

use serde_json::{Value, json};

use super::{Act, HostileMode, OTHER_ISSUER, Row, Scene};
use crate::endpoint::Endpoint;

const NOT_THE_ISSUER: &str =
    "uses nothing of the document: its issuer is not, character by character, the one asked for";
const ISSUER_RULE: Option<&str> = Some("RFC 8414 sections 3.3 and 6.2");
const PKCE_DUTY: &str = "client: does not go on, because the server does not support PKCE with S256";
const PKCE_RULE: Option<&str> = Some("MCP 2025-11-25, Authorization, Authorization Code Protection");
const REQUIRED: &str = "client: does not go on, and says what is missing";

pub(super) const ROWS: &[Row] = &[
    Row {
        id: "metadata-issuer-other",
        summary: "the issuer is somebody else",
        duty: NOT_THE_ISSUER,
        source: ISSUER_RULE,
        act: Act::Set("issuer", |_, _| json!(OTHER_ISSUER)),
    },
    Row {
        id: "metadata-issuer-prefix",
        summary: "the issuer is ours without its last character",
        duty: NOT_THE_ISSUER,
        source: ISSUER_RULE,
        act: Act::Set("issuer", |_, ours| {
            let mut text = text(ours);
            text.pop();
            json!(text)
        }),
    },
    Row {
        id: "metadata-issuer-suffix",
        summary: "the issuer is ours with a path segment more",
        duty: NOT_THE_ISSUER,
        source: ISSUER_RULE,
        act: Act::Set("issuer", |_, ours| json!(text(ours) + "/other")),
    },
    Row {
        id: "metadata-issuer-trailing-slash",
        summary: "the issuer is ours with a slash behind it",
        duty: NOT_THE_ISSUER,
        source: ISSUER_RULE,
        act: Act::Set("issuer", |_, ours| json!(text(ours) + "/")),
    },
    Row {
        id: "metadata-issuer-upper-case",
        summary: "the issuer is ours with its scheme in upper case",
        duty: NOT_THE_ISSUER,
        source: ISSUER_RULE,
        act: Act::Set("issuer", |_, ours| {
            let text = text(ours);
            let (scheme, rest) = text.split_once(':').unwrap_or_default();
            json!(format!("{}:{rest}", scheme.to_ascii_uppercase()))
        }),
    },
    Row {
        id: "metadata-issuer-localhost",
        summary: "the issuer has localhost for our address",
        duty: NOT_THE_ISSUER,
        source: ISSUER_RULE,
        act: Act::Set("issuer", elsewhere),
    },
    Row {
        id: "metadata-issuer-array",
        summary: "the issuer is an array with ours in it",
        duty: NOT_THE_ISSUER,
        source: ISSUER_RULE,
        act: Act::Set("issuer", |_, ours| json!([ours])),
    },
    Row {
        id: "metadata-issuer-missing",
        summary: "there is no issuer",
        duty: NOT_THE_ISSUER,
        source: ISSUER_RULE,
        act: Act::Remove("issuer"),
    },
    Row {
        id: "metadata-no-authorization-endpoint",
        summary: "there is no authorization_endpoint, though codes are offered",
        duty: REQUIRED,
        source: Some("RFC 8414 section 2"),
        act: Act::Remove("authorization_endpoint"),
    },
    Row {
        id: "metadata-no-token-endpoint",
        summary: "there is no token_endpoint",
        duty: REQUIRED,
        source: Some("RFC 8414 section 2"),
        act: Act::Remove("token_endpoint"),
    },
    Row {
        id: "metadata-no-response-types",
        summary: "there is no response_types_supported",
        duty: "client: refuses the document, or goes on with code",
        source: Some("RFC 8414 section 2"),
        act: Act::Remove("response_types_supported"),
    },
    Row {
        id: "metadata-no-jwks-uri",
        summary: "there is no jwks_uri",
        duty: "resource server: accepts no signed token, and guesses no address",
        source: Some("RFC 8414 section 2"),
        act: Act::Remove("jwks_uri"),
    },
    Row {
        id: "metadata-no-registration-endpoint",
        summary: "there is no registration_endpoint",
        duty: "client: uses an id that it has, or a Client ID Metadata Document, or asks its user",
        source: Some("RFC 8414 section 2"),
        act: Act::Remove("registration_endpoint"),
    },
    Row {
        id: "metadata-no-pkce",
        summary: "there is no code_challenge_methods_supported",
        duty: PKCE_DUTY,
        source: PKCE_RULE,
        act: Act::Remove("code_challenge_methods_supported"),
    },
    Row {
        id: "metadata-pkce-plain",
        summary: "code_challenge_methods_supported has plain only",
        duty: PKCE_DUTY,
        source: PKCE_RULE,
        act: Act::Set("code_challenge_methods_supported", |_, _| json!(["plain"])),
    },
    Row {
        id: "metadata-pkce-text",
        summary: "code_challenge_methods_supported is a text that contains S256",
        duty: PKCE_DUTY,
        source: Some("RFC 8414 section 2"),
        act: Act::Set("code_challenge_methods_supported", |_, _| json!("S256")),
    },
];

/// The members that are addresses, by the name of what stands there.
const ADDRESSES: [(&str, &str); 6] = [
    ("authorization", "authorization_endpoint"),
    ("token", "token_endpoint"),
    ("jwks", "jwks_uri"),
    ("registration", "registration_endpoint"),
    ("introspection", "introspection_endpoint"),
    ("revocation", "revocation_endpoint"),
];

/// What can be wrong with an address.
struct Spoil {
    id: &'static str,
    summary: &'static str,
    duty: &'static str,
    source: Option<&'static str>,
    act: fn(&Scene<'_>, &Value) -> Value,
}

const NO_SUCH_SCHEME: &str = "does not go there: an endpoint is an https URL";
const SECURE: Option<&str> = Some("RFC 6749 sections 3.1 and 3.2; RFC 8414 sections 2 and 6.1");

const SPOILS: [Spoil; 6] = [
    Spoil {
        id: "elsewhere",
        summary: "on another origin",
        duty: "may go there, and sends there no secret that is another issuer's",
        source: Some("RFC 9700 section 4.4"),
        act: elsewhere,
    },
    Spoil {
        id: "javascript",
        summary: "a javascript: URL",
        duty: NO_SUCH_SCHEME,
        source: SECURE,
        act: |_, _| json!("javascript:alert(document.domain)//"),
    },
    Spoil {
        id: "file",
        summary: "a file: URL",
        duty: NO_SUCH_SCHEME,
        source: SECURE,
        act: |_, _| json!("file:///etc/passwd"),
    },
    Spoil {
        id: "data",
        summary: "a data: URL",
        duty: NO_SUCH_SCHEME,
        source: SECURE,
        act: |_, _| json!("data:application/json,{}"),
    },
    Spoil {
        id: "http",
        summary: "plain http at a public name",
        duty: NO_SUCH_SCHEME,
        source: SECURE,
        act: |_, _| json!("http://issuer.example/endpoint"),
    },
    Spoil {
        id: "number",
        summary: "a number",
        duty: "does not go on, and does not crash",
        source: Some("RFC 8414 section 2"),
        act: |_, _| json!(7),
    },
];

/// Every address of the metadata, spoilt in every way.
pub(super) fn addresses() -> Vec<HostileMode> {
    let spoilt = |(name, member): (&'static str, &'static str)| {
        SPOILS.iter().map(move |spoil| HostileMode {
            id: format!("metadata-{name}-{}", spoil.id).into(),
            endpoint: Endpoint::Metadata,
            summary: format!("{member} is {}", spoil.summary).into(),
            duty: spoil.duty,
            source: spoil.source,
            act: Act::Set(member, spoil.act),
        })
    };
    ADDRESSES.into_iter().flat_map(spoilt).collect()
}

/// The same path at the other origin.
fn elsewhere(scene: &Scene<'_>, ours: &Value) -> Value {
    json!(text(ours).replacen(scene.origin, &scene.other_origin(), 1))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

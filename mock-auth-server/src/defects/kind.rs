//! Tokens that the issuer signed for another purpose, or that say so in `typ`.

use serde_json::{Value, json};

use super::Expected::{MustReject, ShouldReject, Tolerated};
use super::{Defect, EVERY, How};
use crate::jws::Members;
use crate::minter::Draft;

const KIND_RULE: &str = "RFC 8725 section 3.12; RFC 9068 sections 4 and 5";
const TYPE_RULE: &str = "RFC 8725 section 3.11; RFC 9068 section 4";
const TYPE_FREE: &str = "RFC 9068 section 4 (MCP does not demand the profile); RFC 7519 section 5.1";

pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "typ-id-token",
        summary: "an ID token: typ JWT, for the client, with a nonce and no scope",
        expected: MustReject,
        source: KIND_RULE,
        algorithms: EVERY,
        how: How::Before(id_token),
    },
    Defect {
        id: "refresh-token",
        summary: "a refresh token: typ rt+jwt, for the issuer itself",
        expected: MustReject,
        source: "RFC 6749 section 1.5; RFC 8725 section 3.12",
        algorithms: EVERY,
        how: How::Before(refresh_token),
    },
    Defect {
        id: "client-assertion",
        summary: "a client's own assertion: issuer and subject are the client, for the token endpoint",
        expected: MustReject,
        source: "RFC 7523 section 3; RFC 8725 section 3.12",
        algorithms: EVERY,
        how: How::Before(client_assertion),
    },
    Defect {
        id: "id-jag",
        summary: "an identity assertion for the token endpoint: typ oauth-id-jag+jwt, for the issuer",
        expected: MustReject,
        source: "RFC 7523 section 3; RFC 8725 section 3.12",
        algorithms: EVERY,
        how: How::Before(identity_assertion),
    },
    Defect {
        id: "typ-dpop-proof",
        summary: "typ dpop+jwt, the type of a proof of possession",
        expected: ShouldReject,
        source: TYPE_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.set("typ", "dpop+jwt")),
    },
    Defect {
        id: "typ-logout-token",
        summary: "typ logout+jwt, the type of a logout token",
        expected: ShouldReject,
        source: TYPE_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.set("typ", "logout+jwt")),
    },
    Defect {
        id: "typ-plain",
        summary: "typ JWT",
        expected: Tolerated,
        source: TYPE_FREE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.set("typ", "JWT")),
    },
    Defect {
        id: "typ-missing",
        summary: "has no typ",
        expected: Tolerated,
        source: TYPE_FREE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.remove("typ")),
    },
    Defect {
        id: "typ-long",
        summary: "typ application/at+jwt, the same type written in full",
        expected: Tolerated,
        source: "RFC 9068 section 4; RFC 7515 section 4.1.9",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.set("typ", "application/at+jwt")),
    },
    Defect {
        id: "typ-upper-case",
        summary: "typ AT+JWT, the same type in upper case",
        expected: Tolerated,
        source: "RFC 7515 section 4.1.9; RFC 2045 section 5.1 (media types know no case)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.set("typ", "AT+JWT")),
    },
    Defect {
        id: "typ-number",
        summary: "typ is a number",
        expected: ShouldReject,
        source: "RFC 7515 section 4.1.9",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.set("typ", 7)),
    },
];

/// The claims of an ID token, `OpenID` Connect Core 1.0 section 2.
fn id_token(draft: &mut Draft<'_>) {
    draft.header.set("typ", "JWT");
    let nonce = draft.minter.identifier(&format!("nonce/{}", draft.token.name));
    draft.claims = Members::from([
        ("iss", draft.minter.issuer().into()),
        ("sub", draft.token.subject.as_str().into()),
        ("aud", draft.token.client_id.as_str().into()),
        ("exp", expiry(draft)),
        ("iat", draft.now.into()),
        ("auth_time", draft.now.into()),
        ("nonce", nonce.into()),
    ]);
}

fn refresh_token(draft: &mut Draft<'_>) {
    draft.header.set("typ", "rt+jwt");
    draft.claims.set("aud", draft.minter.issuer());
}

/// The claims of draft-ietf-oauth-identity-assertion-authz-grant, which enterprise-managed authorization sends to the
/// token endpoint.
fn identity_assertion(draft: &mut Draft<'_>) {
    draft.header.set("typ", "oauth-id-jag+jwt");
    draft.claims.set("aud", draft.minter.issuer());
    draft.claims.add("resource", draft.token.audience.as_str());
}

fn client_assertion(draft: &mut Draft<'_>) {
    draft.header.set("typ", "client-authentication+jwt");
    let client = draft.token.client_id.as_str();
    draft.claims = Members::from([
        ("iss", client.into()),
        ("sub", client.into()),
        ("aud", json!(format!("{}/token", draft.minter.issuer()))),
        ("exp", expiry(draft)),
        ("iat", draft.now.into()),
        (
            "jti",
            draft
                .minter
                .identifier(&format!("assertion/{}", draft.token.name))
                .into(),
        ),
    ]);
}

fn expiry(draft: &Draft<'_>) -> Value {
    draft.minter.clock().expiry(draft.now).into()
}

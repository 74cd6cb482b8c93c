//! Tokens whose issuer or scope is wrong, or that are tokens of another kind.

use serde_json::{Value, json};

use super::Expected::{MustReject, ShouldReject};
use super::{Defect, How};
use crate::jws::Members;
use crate::minter::Draft;

const FOREIGN_ISSUER: &str = "https://issuer.foreign.example";
const ISSUER_RULE: &str = "RFC 9068 section 4 (the issuer matches exactly); RFC 8725 section 3.8";
const KIND_RULE: &str = "RFC 8725 section 3.12; RFC 9068 sections 4 and 5";
const SCOPE_RULE: &str = "RFC 6750 section 3.1 (insufficient_scope, from servers that ask for a scope)";

pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "issuer-foreign",
        summary: "the issuer is another one, the key is the trusted issuer's",
        expected: MustReject,
        source: ISSUER_RULE,
        how: How::Before(|draft| draft.claims.set("iss", FOREIGN_ISSUER)),
    },
    Defect {
        id: "issuer-missing",
        summary: "names no issuer",
        expected: ShouldReject,
        source: "RFC 9068 sections 2.2 and 4 (RFC 7519 section 4.1.1 leaves it open)",
        how: How::Before(|draft| draft.claims.remove("iss")),
    },
    Defect {
        id: "issuer-prefix",
        summary: "the issuer is the trusted one without its last character",
        expected: MustReject,
        source: ISSUER_RULE,
        how: How::Before(issuer_prefix),
    },
    Defect {
        id: "issuer-trailing-slash",
        summary: "the issuer is the trusted one with a slash more, or less, at its end",
        expected: ShouldReject,
        source: "RFC 9068 section 4 (servers that normalize URLs take it for the same)",
        how: How::Before(issuer_trailing_slash),
    },
    Defect {
        id: "duplicate-issuer-foreign-last",
        summary: "the issuer stands twice, first the trusted one, then another",
        expected: MustReject,
        source: "RFC 7519 section 4 (refuse, or take the last)",
        how: How::Before(|draft| draft.claims.add("iss", FOREIGN_ISSUER)),
    },
    Defect {
        id: "scope-missing",
        summary: "grants no scope",
        expected: ShouldReject,
        source: SCOPE_RULE,
        how: How::Scope(None),
    },
    Defect {
        id: "scope-wrong",
        summary: "grants a scope that no server asks for",
        expected: ShouldReject,
        source: SCOPE_RULE,
        how: How::Scope(Some("proofhouse:unrelated")),
    },
    Defect {
        id: "typ-id-token",
        summary: "an ID token: typ JWT, for the client, with a nonce and no scope",
        expected: MustReject,
        source: KIND_RULE,
        how: How::Before(id_token),
    },
    Defect {
        id: "refresh-token",
        summary: "a refresh token: typ rt+jwt, for the issuer itself",
        expected: MustReject,
        source: "RFC 6749 section 1.5; RFC 8725 section 3.12",
        how: How::Before(refresh_token),
    },
    Defect {
        id: "client-assertion",
        summary: "a client's own assertion: issuer and subject are the client, for the token endpoint",
        expected: MustReject,
        source: "RFC 7523 section 3; RFC 8725 section 3.12",
        how: How::Before(client_assertion),
    },
];

fn issuer_prefix(draft: &mut Draft<'_>) {
    let mut issuer = draft.minter.issuer().to_owned();
    if issuer.ends_with('/') {
        issuer.pop();
    }
    issuer.pop();
    draft.claims.set("iss", issuer);
}

fn issuer_trailing_slash(draft: &mut Draft<'_>) {
    let issuer = draft.minter.issuer();
    let other = issuer
        .strip_suffix('/')
        .map_or_else(|| format!("{issuer}/"), str::to_owned);
    draft.claims.set("iss", other);
}

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

//! Tokens whose issuer, subject, client, scope or standing is wrong or unusual.

use serde_json::{Value, json};

use super::Expected::{MustAccept, MustReject, ShouldReject, Tolerated};
use super::{Defect, EVERY, How, scope_claim};
use crate::minter::{Draft, INACTIVE, REVOKED};

const FOREIGN_ISSUER: &str = "https://issuer.foreign.example";
const ISSUER_RULE: &str = "RFC 9068 section 4 (the issuer matches exactly); RFC 8725 section 3.8";
const SCOPE_RULE: &str = "RFC 6750 section 3.1 (insufficient_scope, from servers that ask for a scope)";

pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "issuer-foreign",
        summary: "the issuer is another one, the key is the trusted issuer's",
        expected: MustReject,
        source: ISSUER_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("iss", FOREIGN_ISSUER)),
    },
    Defect {
        id: "issuer-missing",
        summary: "names no issuer",
        expected: ShouldReject,
        source: "RFC 9068 sections 2.2 and 4 (RFC 7519 section 4.1.1 leaves it open)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.remove("iss")),
    },
    Defect {
        id: "issuer-empty",
        summary: "the issuer is an empty string",
        expected: MustReject,
        source: ISSUER_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("iss", "")),
    },
    Defect {
        id: "issuer-null",
        summary: "the issuer is null",
        expected: ShouldReject,
        source: "RFC 7519 section 4.1.1; RFC 9068 section 4",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("iss", Value::Null)),
    },
    Defect {
        id: "issuer-array",
        summary: "the issuer is a list of nothing but the trusted one",
        expected: ShouldReject,
        source: "RFC 7519 section 4.1.1; RFC 9068 section 4",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("iss", json!([draft.minter.issuer()]))),
    },
    Defect {
        id: "issuer-prefix",
        summary: "the issuer is the trusted one without its last character",
        expected: MustReject,
        source: ISSUER_RULE,
        algorithms: EVERY,
        how: How::Before(issuer_prefix),
    },
    Defect {
        id: "issuer-suffixed",
        summary: "the issuer is the trusted one with a path behind it",
        expected: MustReject,
        source: ISSUER_RULE,
        algorithms: EVERY,
        how: How::Before(issuer_suffixed),
    },
    Defect {
        id: "issuer-host-suffix",
        summary: "the issuer begins with the trusted one as text and belongs to somebody else",
        expected: MustReject,
        source: ISSUER_RULE,
        algorithms: EVERY,
        how: How::Before(issuer_host_suffix),
    },
    Defect {
        id: "issuer-upper-case",
        summary: "the issuer is the trusted one in upper case",
        expected: ShouldReject,
        source: "RFC 9068 section 4 (servers that normalize URLs take scheme and host for the same)",
        algorithms: EVERY,
        how: How::Before(issuer_upper_case),
    },
    Defect {
        id: "issuer-trailing-slash",
        summary: "the issuer is the trusted one with a slash more, or less, at its end",
        expected: ShouldReject,
        source: "RFC 9068 section 4 (servers that normalize URLs take it for the same)",
        algorithms: EVERY,
        how: How::Before(issuer_trailing_slash),
    },
    Defect {
        id: "duplicate-issuer-foreign-last",
        summary: "the issuer stands twice, first the trusted one, then another",
        expected: MustReject,
        source: "RFC 7519 section 4 (refuse, or take the last)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.add("iss", FOREIGN_ISSUER)),
    },
    Defect {
        id: "duplicate-issuer-foreign-first",
        summary: "the issuer stands twice, first another, then the trusted one",
        expected: Tolerated,
        source: "RFC 7519 section 4 (refuse, or take the last)",
        algorithms: EVERY,
        how: How::Before(issuer_ours_last),
    },
    Defect {
        id: "subject-missing",
        summary: "speaks for nobody",
        expected: Tolerated,
        source: "RFC 9068 section 2.2 (MCP does not demand the profile)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.remove("sub")),
    },
    Defect {
        id: "subject-empty",
        summary: "the subject is an empty string",
        expected: Tolerated,
        source: "RFC 7519 section 4.1.2",
        algorithms: EVERY,
        how: How::Subject(|_| String::new()),
    },
    Defect {
        id: "subject-number",
        summary: "the subject is a number",
        expected: ShouldReject,
        source: "RFC 7519 section 4.1.2",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("sub", 7)),
    },
    Defect {
        id: "subject-other",
        summary: "speaks for somebody else, for whom it is good",
        expected: MustAccept,
        source: "RFC 9068 sections 2.2 and 4",
        algorithms: EVERY,
        how: How::Subject(|ours| other_than(ours, "mallory")),
    },
    Defect {
        id: "client-missing",
        summary: "names no client",
        expected: Tolerated,
        source: "RFC 9068 section 2.2 (MCP does not demand the profile)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.remove("client_id")),
    },
    Defect {
        id: "client-foreign",
        summary: "was issued to another client",
        expected: Tolerated,
        source: "RFC 9068 section 2.2; RFC 8693 section 4.3 (whom the server lets in is its own policy)",
        algorithms: EVERY,
        how: How::Before(|draft| {
            draft
                .claims
                .set("client_id", other_than(&draft.token.client_id, "foreign-client"));
        }),
    },
    Defect {
        id: "azp-foreign",
        summary: "names another client as the authorized party",
        expected: Tolerated,
        source: "OpenID Connect Core 1.0 section 2 (a claim of ID tokens)",
        algorithms: EVERY,
        how: How::Before(|draft| {
            draft
                .claims
                .add("azp", other_than(&draft.token.client_id, "foreign-client"));
        }),
    },
    Defect {
        id: "jti-missing",
        summary: "has no identifier",
        expected: Tolerated,
        source: "RFC 9068 section 2.2 (MCP does not demand the profile)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.remove("jti")),
    },
    Defect {
        id: "scope-missing",
        summary: "grants no scope",
        expected: ShouldReject,
        source: SCOPE_RULE,
        algorithms: EVERY,
        how: How::Scope(|_| Value::Null),
    },
    Defect {
        id: "scope-empty",
        summary: "the scope is an empty string",
        expected: ShouldReject,
        source: SCOPE_RULE,
        algorithms: EVERY,
        how: How::Scope(|_| "".into()),
    },
    Defect {
        id: "scope-wrong",
        summary: "grants a scope that no server asks for",
        expected: ShouldReject,
        source: SCOPE_RULE,
        algorithms: EVERY,
        how: How::Scope(|_| "proofhouse:unrelated".into()),
    },
    Defect {
        id: "scope-prefix",
        summary: "the scope is the right one without its last character",
        expected: ShouldReject,
        source: SCOPE_RULE,
        algorithms: EVERY,
        how: How::Scope(scope_prefix),
    },
    Defect {
        id: "scope-suffixed",
        summary: "the scope is the right one with more characters behind it",
        expected: ShouldReject,
        source: SCOPE_RULE,
        algorithms: EVERY,
        how: How::Scope(scope_suffixed),
    },
    Defect {
        id: "scope-upper-case",
        summary: "the scope is the right one in upper case",
        expected: ShouldReject,
        source: "RFC 6749 section 3.3 (scopes are case-sensitive); RFC 6750 section 3.1",
        algorithms: EVERY,
        how: How::Scope(|ours| scope_claim(&ours.to_ascii_uppercase())),
    },
    Defect {
        id: "scope-array",
        summary: "the right scopes as a list of strings",
        expected: Tolerated,
        source: "RFC 8693 section 4.2 and RFC 9068 section 2.2.3 (one string; several issuers write lists)",
        algorithms: EVERY,
        how: How::Scope(scope_list),
    },
    Defect {
        id: "scope-superset",
        summary: "grants the right scopes and more",
        expected: MustAccept,
        source: "RFC 6749 section 3.3; RFC 6750 section 3.1",
        algorithms: EVERY,
        how: How::Scope(scope_superset),
    },
    Defect {
        id: "cnf-jkt-without-proof",
        summary: "bound to the key of a DPoP proof, and comes without one",
        expected: ShouldReject,
        source: "RFC 9449 section 7.2 (from servers that know DPoP)",
        algorithms: EVERY,
        how: How::Before(bound_to_key),
    },
    Defect {
        id: "cnf-x5t-without-certificate",
        summary: "bound to a client certificate, and comes over a connection without one",
        expected: ShouldReject,
        source: "RFC 8705 section 3 (from servers that know mutual TLS)",
        algorithms: EVERY,
        how: How::Before(bound_to_certificate),
    },
    Defect {
        id: "revoked",
        summary: "a token that the issuer has revoked: introspection says inactive",
        expected: ShouldReject,
        source: "RFC 7009 section 2; RFC 7662 section 2.2 (from servers that introspect)",
        algorithms: EVERY,
        how: How::Before(|draft| mark(draft, REVOKED)),
    },
    Defect {
        id: "inactive",
        summary: "a token whose grant the issuer has ended: introspection says inactive",
        expected: ShouldReject,
        source: "RFC 7662 sections 2.2 and 4 (from servers that introspect)",
        algorithms: EVERY,
        how: How::Before(|draft| mark(draft, INACTIVE)),
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

fn issuer_suffixed(draft: &mut Draft<'_>) {
    let issuer = draft.minter.issuer().trim_end_matches('/');
    draft.claims.set("iss", format!("{issuer}/suffixed"));
}

fn issuer_host_suffix(draft: &mut Draft<'_>) {
    draft
        .claims
        .set("iss", format!("{}.evil.example", draft.minter.issuer()));
}

/// In lower case where it is in upper case already.
fn issuer_upper_case(draft: &mut Draft<'_>) {
    let issuer = draft.minter.issuer();
    let upper = issuer.to_ascii_uppercase();
    let other = if upper == issuer {
        issuer.to_ascii_lowercase()
    } else {
        upper
    };
    draft.claims.set("iss", other);
}

fn issuer_ours_last(draft: &mut Draft<'_>) {
    draft.claims.set("iss", FOREIGN_ISSUER);
    draft.claims.add("iss", draft.minter.issuer());
}

fn other_than(ours: &str, other: &str) -> String {
    if ours == other {
        format!("{other}-2")
    } else {
        other.to_owned()
    }
}

fn scope_prefix(ours: &str) -> Value {
    let mut shorter = ours.to_owned();
    shorter.pop();
    scope_claim(shorter.trim_end())
}

fn scope_suffixed(ours: &str) -> Value {
    if ours.is_empty() {
        return Value::Null;
    }
    format!("{ours}-suffixed").into()
}

fn scope_list(ours: &str) -> Value {
    if ours.is_empty() {
        return Value::Null;
    }
    ours.split(' ').collect()
}

fn scope_superset(ours: &str) -> Value {
    if ours.is_empty() {
        return Value::Null;
    }
    format!("{ours} proofhouse:unrelated").into()
}

fn bound_to_key(draft: &mut Draft<'_>) {
    let thumbprint = draft.minter.fingerprint(&format!("jkt/{}", draft.token.name));
    draft.claims.add("cnf", json!({ "jkt": thumbprint }));
}

fn bound_to_certificate(draft: &mut Draft<'_>) {
    let thumbprint = draft.minter.fingerprint(&format!("x5t/{}", draft.token.name));
    draft.claims.add("cnf", json!({ "x5t#S256": thumbprint }));
}

/// The identifier says what introspection answers, so that any server of this issuer knows it without a list.
fn mark(draft: &mut Draft<'_>, standing: &str) {
    let identifier = draft.minter.identifier(&format!("jti/{}", draft.token.name));
    draft.claims.set("jti", format!("{standing}{identifier}"));
}

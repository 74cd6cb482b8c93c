//! The reading of a request, which is a function of its bytes and never fails.

use std::collections::BTreeSet;

use super::token::{TokenRole, TokenSeen, decode, text_of};
use super::{DpopProof, Meaning, Pkce, Registration, client};
use crate::endpoint::{self, Endpoint};
use crate::server::form;

/// Parameters whose value is a secret, or as good as one.
const SECRETS: [&str; 10] = [
    "access_token",
    "actor_token",
    "assertion",
    "client_assertion",
    "client_secret",
    "code_verifier",
    "password",
    "refresh_token",
    "subject_token",
    "token",
];

/// Parameters that may occur several times: RFC 8707 section 2, RFC 8693 section 2.1.
const REPEATABLE: [&str; 2] = ["resource", "audience"];

/// Decoded names and values, in order.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The first value that is not empty.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = String> {
        self.0
            .iter()
            .filter(move |(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.clone())
    }

    fn owned(&self, name: &str) -> Option<String> {
        self.first(name).map(str::to_owned)
    }

    fn repeated(&self) -> Vec<String> {
        let (mut seen, mut repeated) = (BTreeSet::new(), BTreeSet::new());
        for (name, _) in &self.0 {
            if !seen.insert(name) && !REPEATABLE.contains(&name.as_str()) {
                repeated.insert(name.clone());
            }
        }
        repeated.into_iter().collect()
    }
}

/// The meaning of a request with these parts: header names in lower case, the path and the query as sent.
pub(crate) fn read(
    method: &str,
    path: &str,
    query: Option<&str>,
    headers: &[(String, Vec<u8>)],
    body: &[u8],
) -> Meaning {
    let mut meaning = Meaning::default();
    let reading = Endpoint::readings(path).find(|(tenant, _)| endpoint::is_issuer_path(tenant));
    if let Some((tenant, endpoint)) = reading {
        meaning.tenant = Some(tenant.to_owned());
        meaning.endpoint = Some(endpoint);
    }
    let values = |name: &str| -> Vec<&[u8]> {
        let of_name = headers.iter().filter(|(known, _)| known == name);
        of_name.map(|(_, value)| value.as_slice()).collect()
    };
    let in_query = form::fields(query.unwrap_or_default().as_bytes());
    for (name, _) in &in_query {
        if SECRETS.contains(&name.as_str()) && !meaning.secrets_in_query.contains(name) {
            meaning.secrets_in_query.push(name.clone());
        }
    }
    let mut fields = in_query;
    fields.extend(read_body(&mut meaning, method, &values("content-type"), body));
    let parameters = Parameters(fields);
    meaning.repeated = parameters.repeated();
    for name in ["authorization", "dpop"] {
        if values(name).len() > 1 {
            meaning.repeated.push(name.to_owned());
        }
    }
    read_parameters(&mut meaning, &parameters);
    client::read(&mut meaning, &values("authorization"), &parameters);
    if let Some(proof) = values("dpop").first() {
        meaning.dpop = Some(read_proof(&mut meaning.unreadable, proof));
    }
    meaning.tokens.sort_by_key(|token| token.role);
    meaning
}

/// The fields of a form; a registration goes into the meaning at once.
fn read_body(
    meaning: &mut Meaning,
    method: &str,
    content_types: &[&[u8]],
    body: &[u8],
) -> Vec<(String, String)> {
    if meaning.endpoint == Some(Endpoint::Register) && method == "POST" {
        match serde_json::from_slice(body) {
            Ok(metadata) => {
                meaning.registration = Some(Registration::read(&metadata));
                if let Some(statement) = text_of(&metadata, "software_statement") {
                    let role = TokenRole::SoftwareStatement;
                    meaning.tokens.push(TokenSeen::read(role, &statement, None));
                }
            }
            Err(_) => meaning.unreadable.push("the body is not JSON".to_owned()),
        }
        return Vec::new();
    }
    if content_types
        .first()
        .is_some_and(|value| form::is_form_type(value))
    {
        if std::str::from_utf8(body).is_err() {
            meaning.unreadable.push("the body is not UTF-8".to_owned());
        }
        return form::fields(body);
    }
    if !body.is_empty() {
        meaning
            .unreadable
            .push("the body is not declared to be a form".to_owned());
    }
    Vec::new()
}

fn read_parameters(meaning: &mut Meaning, parameters: &Parameters) {
    meaning.grant_type = parameters.owned("grant_type");
    meaning.response_type = parameters.owned("response_type");
    meaning.resources = parameters.all("resource").collect();
    meaning.audiences = parameters.all("audience").collect();
    meaning.scope = parameters.owned("scope");
    meaning.redirect_uri = parameters.owned("redirect_uri");
    meaning.has_state = parameters.first("state").is_some();
    meaning.token_type_hint = parameters.owned("token_type_hint");
    meaning.requested_token_type = parameters.owned("requested_token_type");
    meaning.pkce = if parameters.first("code_verifier").is_some() {
        Some(Pkce::Verifier)
    } else {
        parameters.first("code_challenge").map(|_| {
            let method = parameters.first("code_challenge_method");
            Pkce::Challenge(method.unwrap_or("plain").to_owned())
        })
    };
    for (name, role) in TokenRole::PARAMETERS {
        for token in parameters.all(name) {
            let declared_type = parameters.owned(&format!("{name}_type"));
            meaning.tokens.push(TokenSeen::read(role, &token, declared_type));
        }
    }
}

fn read_proof(unreadable: &mut Vec<String>, proof: &[u8]) -> DpopProof {
    let Some((_, claims)) = std::str::from_utf8(proof).ok().and_then(decode) else {
        unreadable.push("the DPoP header is not a JWT".to_owned());
        return DpopProof::default();
    };
    let claim = |name| text_of(&claims, name);
    DpopProof {
        htm: claim("htm"),
        htu: claim("htu"),
        jti: claim("jti"),
        nonce: claim("nonce"),
        ath: claim("ath"),
    }
}

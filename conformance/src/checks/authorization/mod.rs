//! Tokens: the audience, the issuer, the signature, the challenge.

use mock_auth_server::{Defect, Expected};
use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::probes::authorization::{AT_PATH, AT_ROOT, CALL_BARE, NAMED};
use crate::probes::issuer::{OPAQUE_GOOD, address_canary, asked_note, opaque_label};
use crate::probes::token_forms;
use crate::probes::tokens::{GOOD, NO_TOKEN, summary, tried};
use crate::transcript::{Reply, Transcript};

mod algorithm_allowlist;
mod algorithm_confusion;
mod algorithm_none;
mod audience_authority_tricks;
mod audience_case;
mod audience_list_foreign;
mod audience_list_with_ours;
mod audience_loopback_names;
mod audience_missing;
mod audience_normalized;
mod audience_on_every_method;
mod audience_percent_encoding;
mod audience_port_scheme;
mod audience_prefix;
mod audience_spelling_consistent;
mod audience_type;
mod challenge;
mod challenge_complete;
mod challenge_metadata;
mod challenge_precise;
mod challenge_scope;
mod challenge_stable;
mod challenge_syntax;
mod check_before_work;
mod clock_leeway;
mod critical_header;
mod downscoped_accepted;
mod duplicate_claims;
mod encrypted_token;
mod every_request;
mod expired;
mod expiry_required;
mod foreign_audience;
mod foreign_audience_in_session;
mod foreign_audience_on_open;
mod garbage_token;
mod handle_bound_to_user;
mod handle_not_credential;
mod handle_unguessable;
mod inactive_token;
mod insufficient_scope;
mod introspected_audience;
mod introspected_scope;
mod introspection_fail_closed;
mod invalid_token_code;
mod issuer_exact;
mod issuer_key_binding;
mod issuer_missing;
mod jwks_fail_closed;
mod jwks_fetches_bounded;
mod jwks_rotation;
mod jwks_withdrawal;
mod key_address_not_fetched;
mod key_id_injection;
mod key_injection;
mod long_audience;
mod malformed_header;
mod metadata_bearer_methods;
mod metadata_consistent;
mod metadata_discoverable;
mod metadata_document;
mod metadata_host_forged;
mod metadata_resource;
mod metadata_resource_form;
mod metadata_servers;
mod no_offline_access;
mod no_token;
mod not_yet_valid;
mod operation_scope_enforced;
mod other_token_kinds;
mod oversize_token;
mod own_issuer_audience;
mod own_metadata_at_root;
mod own_token_forged;
mod passthrough;
mod passthrough_digest;
mod passthrough_led;
mod per_primitive_access;
mod principal_per_request;
mod proxy_consent;
mod proxy_consent_page;
mod proxy_cookie;
mod proxy_own_token;
mod proxy_redirect_exact;
mod proxy_state;
mod proxy_state_after_consent;
mod revoked_token_in_session;
mod scheme_case;
mod scope_challenge;
mod scope_enforced;
mod scope_exact;
mod scope_hierarchy;
mod scopes_not_omnibus;
mod several_tokens;
mod sibling_audience;
mod signature;
mod status_codes;
mod token_encoding;
mod token_in_body;
mod token_in_query;
mod token_not_echoed;
mod token_type;
mod unknown_key;
mod untrusted_issuer;
mod upstream_own_token;
mod valid_accepted;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &valid_accepted::CHECK,
    &no_token::CHECK,
    &every_request::CHECK,
    &challenge::CHECK,
    &challenge_syntax::CHECK,
    &challenge_metadata::CHECK,
    &challenge_scope::CHECK,
    &invalid_token_code::CHECK,
    &status_codes::CHECK,
    &garbage_token::CHECK,
    &long_audience::CHECK,
    &malformed_header::CHECK,
    &scheme_case::CHECK,
    &expired::CHECK,
    &expiry_required::CHECK,
    &not_yet_valid::CHECK,
    &inactive_token::CHECK,
    &introspection_fail_closed::CHECK,
    &untrusted_issuer::CHECK,
    &issuer_exact::CHECK,
    &issuer_missing::CHECK,
    &foreign_audience::CHECK,
    &foreign_audience_on_open::CHECK,
    &foreign_audience_in_session::CHECK,
    &audience_on_every_method::CHECK,
    &audience_prefix::CHECK,
    &sibling_audience::CHECK,
    &audience_missing::CHECK,
    &audience_list_foreign::CHECK,
    &audience_list_with_ours::CHECK,
    &audience_port_scheme::CHECK,
    &audience_authority_tricks::CHECK,
    &audience_loopback_names::CHECK,
    &audience_type::CHECK,
    &audience_case::CHECK,
    &audience_percent_encoding::CHECK,
    &audience_normalized::CHECK,
    &audience_spelling_consistent::CHECK,
    &introspected_audience::CHECK,
    &introspected_scope::CHECK,
    &algorithm_none::CHECK,
    &algorithm_confusion::CHECK,
    &algorithm_allowlist::CHECK,
    &signature::CHECK,
    &unknown_key::CHECK,
    &key_injection::CHECK,
    &key_address_not_fetched::CHECK,
    &key_id_injection::CHECK,
    &jwks_fail_closed::CHECK,
    &jwks_rotation::CHECK,
    &jwks_withdrawal::CHECK,
    &jwks_fetches_bounded::CHECK,
    &critical_header::CHECK,
    &duplicate_claims::CHECK,
    &other_token_kinds::CHECK,
    &encrypted_token::CHECK,
    &oversize_token::CHECK,
    &token_in_query::CHECK,
    &token_in_body::CHECK,
    &token_not_echoed::CHECK,
    &passthrough::CHECK,
    &passthrough_digest::CHECK,
    &passthrough_led::CHECK,
    &check_before_work::CHECK,
    &scope_enforced::CHECK,
    &insufficient_scope::CHECK,
    &scope_challenge::CHECK,
    &metadata_discoverable::CHECK,
    &metadata_document::CHECK,
    &metadata_servers::CHECK,
    &metadata_resource::CHECK,
    &metadata_consistent::CHECK,
    &metadata_resource_form::CHECK,
    &scope_exact::CHECK,
    &clock_leeway::CHECK,
    &token_type::CHECK,
    &token_encoding::CHECK,
    &several_tokens::CHECK,
    &challenge_stable::CHECK,
    &challenge_complete::CHECK,
    &metadata_bearer_methods::CHECK,
    &scopes_not_omnibus::CHECK,
    &no_offline_access::CHECK,
    &metadata_host_forged::CHECK,
    &upstream_own_token::CHECK,
    &revoked_token_in_session::CHECK,
    &per_primitive_access::CHECK,
    &own_issuer_audience::CHECK,
    &own_token_forged::CHECK,
    &principal_per_request::CHECK,
    &proxy_consent::CHECK,
    &proxy_consent_page::CHECK,
    &proxy_cookie::CHECK,
    &proxy_redirect_exact::CHECK,
    &proxy_state::CHECK,
    &proxy_state_after_consent::CHECK,
    &proxy_own_token::CHECK,
    &own_metadata_at_root::CHECK,
    &handle_not_credential::CHECK,
    &handle_bound_to_user::CHECK,
    &handle_unguessable::CHECK,
    &operation_scope_enforced::CHECK,
    &downscoped_accepted::CHECK,
    &scope_hierarchy::CHECK,
    &challenge_precise::CHECK,
    &issuer_key_binding::CHECK,
];

/// Holds that each of these requests was refused, and that the control was served before and after.
///
/// A request that was served fails whatever became of the control afterwards. One that could not be made
/// for this target has a note under its label.
pub(super) fn all_refused(seen: &Transcript, control: &str, labels: &[&str]) -> Judgement {
    if seen.reply(control)?.is_served() {
        for reply in labels.iter().filter_map(|label| seen.exchanges(label).next()) {
            let says = || format!("answered {} to {}", reply.describe(), summary(reply.label));
            reply.require(!is_granted(&reply), says)?;
        }
    }
    seen.control(control)?;
    super::not_halted(seen)?;
    let mut looked = false;
    for label in labels.iter().filter(|label| seen.note(label).is_none()) {
        let reply = seen.reply(label)?;
        if !reply.is_refused() && !is_stream_request(&reply) {
            let why = format!(
                "answered {} to {}, which is no refusal",
                reply.describe(),
                summary(label)
            );
            return Err(Verdict::inconclusive(why));
        }
        looked = true;
    }
    if looked {
        Ok(())
    } else {
        Err(Verdict::not_applicable(
            "no such token can be made for the target's audience",
        ))
    }
}

/// Holds that the request was refused with each of these tokens.
fn tokens_refused(seen: &Transcript, labels: &[&str]) -> Judgement {
    unless_open(seen, all_refused(seen, GOOD, labels))
}

/// Service to a bad token says nothing of tokens where the same request is served without any.
fn unless_open(seen: &Transcript, judgement: Judgement) -> Judgement {
    let mut bare = seen.exchanges(NO_TOKEN);
    let is_open = bare.any(|reply| reply.is_served());
    match judgement {
        Err(Verdict::Fail(_) | Verdict::Warn(_)) if !is_open => {
            // Whether it is open is not known where that got no answer.
            seen.exchanges(NO_TOKEN).try_for_each(|reply| reply.answered())?;
            judgement
        }
        Err(Verdict::Fail(_) | Verdict::Warn(_)) if is_open => Err(Verdict::inconclusive(
            "the request is served without any token, so tokens cannot be tried on it",
        )),
        other => other,
    }
}

/// Holds that a request was refused for its token, `what` names it. It says nothing of tokens where the same is granted
/// without any: work, or what a client begins with, which was sent bare under `opening`.
fn unless_unguarded(seen: &Transcript, reply: &Reply<'_>, opening: &str, what: &str) -> Judgement {
    let is_stream = reply.sent.starts_with(b"GET ");
    let bare = if is_stream { opening } else { NO_TOKEN };
    for bare in seen.exchanges(bare) {
        bare.answered()?;
        if is_granted_as(&bare, is_stream) {
            return Err(Verdict::inconclusive(
                "the same is granted without any token, so tokens cannot be tried on it",
            ));
        }
    }
    reply.require(!is_granted_as(reply, is_stream), || {
        format!("answered {} to {what}", reply.describe())
    })?;
    if reply.is_refused() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "answered {} to {what}, which is no refusal",
        reply.describe()
    )))
}

/// Holds that opaque tokens with these defects were refused, of those that could be made for this target.
fn opaque_refused(seen: &Transcript, defects: impl Iterator<Item = &'static Defect>) -> Judgement {
    unless_open(seen, each_opaque_refused(seen, defects))
}

fn each_opaque_refused(seen: &Transcript, defects: impl Iterator<Item = &'static Defect>) -> Judgement {
    let (mut looked, mut unclear) = (false, None);
    for defect in defects {
        for reply in seen.exchanges(&opaque_label(defect.id)) {
            let (answer, fault) = (reply.describe(), defect.summary);
            let says = format!("answered {answer} to an opaque token with this fault: {fault}");
            reply.require(!is_granted(&reply), || says.clone())?;
            looked = true;
            if !reply.is_refused() {
                unclear = Some(says);
            }
        }
    }
    seen.control(OPAQUE_GOOD)?;
    match unclear {
        Some(says) => Err(Verdict::inconclusive(format!("{says}, which is no refusal"))),
        None if looked => Ok(()),
        None => Err(Verdict::not_applicable("introspection tells of no such fault")),
    }
}

/// The last exchange under a label that is tried again while it is not served: it was answered.
fn in_the_end<'t>(seen: &'t Transcript, label: &str) -> Result<Reply<'t>, Verdict> {
    let last = match seen.exchanges(label).last() {
        Some(last) => last,
        None => seen.exchange(label)?,
    };
    last.answered()?;
    Ok(last)
}

/// How often the issuer was asked while this was sent.
fn asked(seen: &Transcript, label: &str) -> usize {
    let noted = seen.note(&asked_note(label));
    noted.and_then(|asked| asked.parse().ok()).unwrap_or(0)
}

/// Whether the address in the header of a token was asked for.
fn is_fetched(seen: &Transcript, parameter: &str) -> bool {
    let Some(canary) = seen.note(&address_canary(parameter)) else {
        return false;
    };
    seen.upstream()
        .any(|request| String::from_utf8_lossy(request).contains(canary))
}

/// Holds, as advice, that the request was refused with each of these forms of a token that could be made.
fn forms_refused<'l>(seen: &Transcript, labels: impl Iterator<Item = &'l str>) -> Judgement {
    seen.control(GOOD)?;
    let mut looked = false;
    for label in labels {
        let Ok(reply) = seen.exchange(label) else { continue };
        reply.answered()?;
        looked = true;
        let says = || format!("answered {} to {}", reply.describe(), token_forms::summary(label));
        unless_open(
            seen,
            reply.advise(!reply.is_served() && reply.status() < 500, says),
        )?;
        if !reply.is_refused() {
            return Err(Verdict::inconclusive(format!("{}, which is no refusal", says())));
        }
    }
    if looked {
        Ok(())
    } else {
        Err(super::absent(seen, "no such token can be made for the target"))
    }
}

/// The scope that the challenge for a missing one names.
fn challenged_scope(reply: &Reply<'_>) -> Option<String> {
    let challenge = crate::challenge::bearer(reply)?;
    let is_scope = challenge.parameter("error") == Some("insufficient_scope");
    let scope = challenge
        .parameter("scope")
        .filter(|_| is_scope && reply.status() == 403)?;
    let mut words: Vec<&str> = scope.split_ascii_whitespace().collect();
    words.sort_unstable();
    Some(words.join(" "))
}

/// Every scope in the challenge for a missing token and in the metadata, with the answer that names it.
fn advertised_scopes(seen: &Transcript) -> Vec<(Reply<'_>, String)> {
    let mut all = Vec::new();
    for reply in seen.exchanges(CALL_BARE) {
        let challenge = crate::challenge::bearer(&reply);
        let scope = challenge.and_then(|found| found.parameter("scope").map(str::to_owned));
        for word in scope.unwrap_or_default().split_ascii_whitespace() {
            all.push((reply.clone(), word.to_owned()));
        }
    }
    for (reply, document) in documents(seen) {
        let scopes = document["scopes_supported"].as_array().into_iter().flatten();
        all.extend(
            scopes
                .filter_map(Value::as_str)
                .map(|scope| (reply.clone(), scope.to_owned())),
        );
    }
    all
}

/// Whether a request got what it asked for. A GET asks for a stream: a page for people is none.
fn is_granted(reply: &Reply<'_>) -> bool {
    is_granted_as(reply, is_stream_request(reply))
}

fn is_granted_as(reply: &Reply<'_>, is_stream: bool) -> bool {
    let is_page = is_stream && reply.media_type() != "text/event-stream";
    reply.is_served() && reply.error().is_none() && !is_page
}

fn is_stream_request(reply: &Reply<'_>) -> bool {
    reply.label.starts_with("stream-")
}

/// The same judgement with a warning in place of a failure.
fn softened(judgement: Judgement) -> Judgement {
    match judgement {
        Err(Verdict::Fail(finding)) => Err(Verdict::Warn(finding)),
        other => other,
    }
}

/// Whether what is sent under a label is a token that calls for 401: those for scopes call for 403, some are
/// good in spite of their looks, and what is no token at all is authorization.garbage-token's.
fn is_bad_token(label: &str) -> bool {
    let bad = |expected| matches!(expected, Expected::MustReject | Expected::ShouldReject);
    let tried = tried().any(|defect| defect.id == label && bad(defect.expected));
    // Where the signature is not verified these speak for somebody else, whose session it is not: 404 is right.
    // Where the audience is not, an ID token is one without a scope: 403 is right.
    let others = ["payload-altered", "client-assertion", "typ-id-token"];
    tried && !label.starts_with("scope-") && label != "garbage" && !others.contains(&label)
}

/// Not applicable where the target asks for no scopes.
fn requires_scopes(seen: &Transcript) -> Judgement {
    match &seen.head.facts.authorization {
        Some(known) if !known.scopes.is_empty() => Ok(()),
        _ => Err(Verdict::not_applicable("the target requires no scopes")),
    }
}

/// The metadata in an answer: a JSON object that says what it is about.
fn document(reply: &Reply<'_>) -> Option<Value> {
    let document: Value = serde_json::from_slice(&reply.body).ok()?;
    let speaks = document.get("resource").is_some() || document.get("authorization_servers").is_some();
    (reply.status() == 200 && speaks).then_some(document)
}

/// Every metadata document found: where the challenge says, then at the well-known places.
pub(super) fn documents(seen: &Transcript) -> Vec<(Reply<'_>, Value)> {
    let replies = [NAMED, AT_PATH, AT_ROOT]
        .into_iter()
        .filter_map(|label| seen.exchanges(label).next());
    replies
        .filter_map(|reply| document(&reply).map(|found| (reply, found)))
        .collect()
}

/// That the declared tool does what it is declared for, with a user's own handle.
fn works_with_own(seen: &Transcript, label: &str) -> Judgement {
    seen.control(label)?;
    match seen.exchanges(label).find(|reply| !reply.is_done()) {
        None => Ok(()),
        Some(reply) => Err(Verdict::inconclusive(format!(
            "the control \"{label}\" got {}",
            reply.describe()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::example;
    use crate::probes::tokens::{TOKENS, foreign_audiences};

    #[test]
    fn a_stream_that_is_neither_granted_nor_refused_shows_nothing_of_a_token() {
        let check = CHECKS
            .iter()
            .find(|check| check.id == "authorization.own-token-forged");
        let check = check.expect("it is there");
        let judged = |answer: &str| {
            let text = format!(
                "in: 2025-11-25 http+sse\ngood-token | 202 | event {{\"id\":1,\"result\":{{}}}}\n\
                 opening-without-token | no id | 401 | sent GET /sse HTTP/1.1\n\
                 forged-cut | no id | {answer} | sent GET /sse HTTP/1.1"
            );
            check.judge(&example::read(check, &text).expect("it is an example"))
        };
        assert_eq!(judged("401"), Ok(()));
        for unclear in ["500", "200 | Content-Type: text/html"] {
            let judgement = judged(unclear);
            assert!(
                matches!(judgement, Err(Verdict::Inconclusive(_))),
                "{unclear}: {judgement:?}"
            );
        }
        let granted = judged("200 | Content-Type: text/event-stream");
        assert!(matches!(granted, Err(Verdict::Fail(_))), "{granted:?}");
    }

    #[test]
    fn every_audience_that_nobody_may_accept_fails_a_check_where_it_is_accepted() {
        let read: Vec<_> = CHECKS
            .iter()
            .filter(|check| check.probe.name == TOKENS.name)
            .collect();
        for accepted in foreign_audiences() {
            let mut text = "good-token | 200 | ok\n".to_owned();
            for defect in tried() {
                let answer = if defect.id == accepted.id {
                    "200 | ok"
                } else {
                    "401"
                };
                let _ = writeln!(text, "{} | {answer}", defect.id);
            }
            let fails = read.iter().any(|check| {
                let seen = example::read(check, &text).expect("it is an example");
                matches!(check.judge(&seen), Err(Verdict::Fail(_)))
            });
            assert!(fails, "{}", accepted.id);
        }
    }
}

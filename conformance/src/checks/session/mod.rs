//! Sessions and who they belong to.

pub(crate) use self::id_unpredictable::unpredictable;

use crate::check::{Check, Judgement, Verdict};
use crate::probes::sessions::{END, OWNER};
use crate::transcript::{Reply, Transcript};

mod bad_token_in_session;
mod bound_to_principal_delete;
mod bound_to_principal_get;
mod bound_to_principal_post;
mod delete_isolated;
mod every_request_verified;
mod fixation;
mod id_accepted;
mod id_missing;
mod id_not_a_credential;
mod id_unique;
mod id_unknown;
mod id_unpredictable;
mod id_visible_ascii;
mod terminated_delete;
mod terminated_get;
mod terminated_post;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &bound_to_principal_post::CHECK,
    &bound_to_principal_get::CHECK,
    &bound_to_principal_delete::CHECK,
    &id_not_a_credential::CHECK,
    &bad_token_in_session::CHECK,
    &every_request_verified::CHECK,
    &fixation::CHECK,
    &id_unpredictable::CHECK,
    &id_unique::CHECK,
    &id_visible_ascii::CHECK,
    &id_missing::CHECK,
    &id_unknown::CHECK,
    &id_accepted::CHECK,
    &terminated_post::CHECK,
    &terminated_get::CHECK,
    &terminated_delete::CHECK,
    &delete_isolated::CHECK,
];

/// The ids of many handshakes, as they came, without surrounding white space.
fn issued(seen: &Transcript, label: &str) -> Result<Vec<Vec<u8>>, Verdict> {
    seen.control(label)?;
    let replies: Vec<_> = seen.exchanges(label).collect();
    let ids: Vec<_> = replies
        .iter()
        .filter_map(|reply| reply.header_bytes("mcp-session-id"))
        .collect();
    if ids.is_empty() {
        return Err(Verdict::not_applicable("the handshakes issued no session ids"));
    }
    Ok(ids.into_iter().map(<[u8]>::to_vec).collect())
}

/// Holds that the session worked until DELETE ended it.
fn ended(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    let end = seen.reply(END)?;
    match end.status() {
        200..300 => Ok(()),
        405 => Err(Verdict::not_applicable(
            "the target does not let clients end sessions",
        )),
        _ => Err(Verdict::inconclusive(format!(
            "DELETE of a session got {}",
            end.describe()
        ))),
    }
}

/// Holds that a request in an ended session got 404; `what` names the request.
fn gone(reply: &Reply<'_>, what: &str) -> Judgement {
    reply.answered()?;
    reply.require(reply.status() == 404, || {
        format!("answered {} to {what} in an ended session", reply.describe())
    })
}

//! What no server may give away.

use url::Url;

use crate::check::Check;
use crate::probes::authorization::is_loopback;
use crate::transcript::Reply;

mod egress;
mod local_listing_guarded;
mod metadata_not_internal;
mod metadata_urls;
mod session_bound_to_user;
mod session_not_credential;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &session_not_credential::CHECK,
    &metadata_urls::CHECK,
    &egress::CHECK,
    &session_bound_to_user::CHECK,
    &local_listing_guarded::CHECK,
    &metadata_not_internal::CHECK,
];

/// Whether a request went to this machine, by the host it names.
fn sent_to_loopback(reply: &Reply<'_>) -> bool {
    let host = reply.sent_header("host").unwrap_or_default();
    Url::parse(&format!("http://{host}/")).is_ok_and(|url| is_loopback(&url))
}

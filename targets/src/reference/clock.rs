//! The one place that reads the time of day.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since the epoch. Tokens and `requestState` expire, so the server must know the time.
#[expect(
    clippy::disallowed_methods,
    reason = "expiry is judged against the real time of day"
)]
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

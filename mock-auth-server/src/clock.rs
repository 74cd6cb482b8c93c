//! The clock that tokens are dated by.
//!
//! A fixed clock makes tokens repeatable, and the dates are chosen so that a repeatable token still means what it
//! says to a server that reads the real clock: issued in 2024, good until 2099, expired in 2020.

use std::time::{SystemTime, UNIX_EPOCH};

/// 2024-01-01T00:00:00Z in Unix seconds: when the default clock stands.
pub const DEFAULT_INSTANT: i64 = 1_704_067_200;
/// 2099-01-01T00:00:00Z in Unix seconds: when good tokens of a fixed clock expire.
pub const FAR_EXPIRY: i64 = 4_070_908_800;
/// 2020-06-01T00:00:00Z in Unix seconds: expired tokens of a fixed clock expired shortly before.
pub const PAST_INSTANT: i64 = 1_590_969_600;
/// How long a token of the live clock is good for, in seconds; also the `expires_in` of every token response.
pub const TOKEN_LIFETIME_S: i64 = 3600;

/// Where the time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// It is always this instant, in Unix seconds. Tokens repeat byte for byte.
    Fixed(i64),
    /// The machine's clock. Tokens differ from one second to the next.
    Live,
}

impl Default for Clock {
    fn default() -> Self {
        Self::Fixed(DEFAULT_INSTANT)
    }
}

impl Clock {
    /// The time in Unix seconds.
    pub fn now(self) -> i64 {
        match self {
            Self::Fixed(instant) => instant,
            Self::Live => live(),
        }
    }

    /// When a good token issued at `now` expires.
    pub(crate) fn expiry(self, now: i64) -> i64 {
        match self {
            Self::Fixed(_) => FAR_EXPIRY.max(now + TOKEN_LIFETIME_S),
            Self::Live => now + TOKEN_LIFETIME_S,
        }
    }

    /// When a token expired that is `age_s` seconds past its time.
    pub(crate) fn past_expiry(self, now: i64, age_s: i64) -> i64 {
        match self {
            Self::Fixed(_) => PAST_INSTANT.min(now) - age_s,
            Self::Live => now - age_s,
        }
    }

    /// When a token begins to be good that is presented too early, yet before its own expiry.
    pub(crate) fn future_start(self, now: i64) -> i64 {
        self.expiry(now) - TOKEN_LIFETIME_S / 2
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the live clock is the one lawful reader of the time"
)]
fn live() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_the_default_clock_mean_what_they_say_to_the_real_clock() {
        let clock = Clock::default();
        let (now, real) = (clock.now(), Clock::Live.now());
        assert!(now < real && real < clock.expiry(now));
        assert!(clock.past_expiry(now, 3600) < now);
        assert!(clock.future_start(now) > real && clock.future_start(now) < clock.expiry(now));
    }
}

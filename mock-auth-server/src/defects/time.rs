//! Tokens out of their time. All are off by half an hour at least, which is more than any leeway.

use super::Expected::{MustReject, ShouldReject};
use super::{Defect, How};
use crate::clock::TOKEN_LIFETIME_S;
use crate::minter::Draft;

const HOUR_S: i64 = 3600;
const DAY_S: i64 = 24 * HOUR_S;
const EXPIRY_RULE: &str = "RFC 7519 section 4.1.4; RFC 9068 section 4";

pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "expired-hour",
        summary: "expired an hour ago (in 2020 where the clock is fixed)",
        expected: MustReject,
        source: EXPIRY_RULE,
        how: How::Before(|draft| expire(draft, HOUR_S)),
    },
    Defect {
        id: "expired-day",
        summary: "expired a day ago (in 2020 where the clock is fixed)",
        expected: MustReject,
        source: EXPIRY_RULE,
        how: How::Before(|draft| expire(draft, DAY_S)),
    },
    Defect {
        id: "not-yet-valid",
        summary: "not good before half an hour ahead of its expiry",
        expected: ShouldReject,
        source: "RFC 7519 section 4.1.5 (RFC 9068 has no such claim)",
        how: How::Before(not_yet_valid),
    },
    Defect {
        id: "exp-missing",
        summary: "never expires",
        expected: ShouldReject,
        source: "RFC 9068 section 2.2 (RFC 7519 section 4.1.4 leaves it open)",
        how: How::Before(|draft| draft.claims.remove("exp")),
    },
    Defect {
        id: "exp-string",
        summary: "the expiry is a string of digits",
        expected: ShouldReject,
        source: "RFC 7519 sections 2 (NumericDate) and 4.1.4",
        how: How::Before(expiry_as_string),
    },
];

/// A token of the usual lifetime whose time ran out `age_s` seconds ago.
fn expire(draft: &mut Draft<'_>, age_s: i64) {
    let expiry = draft.minter.clock().past_expiry(draft.now, age_s);
    draft.claims.set("exp", expiry);
    draft.claims.set("iat", expiry - TOKEN_LIFETIME_S);
}

fn not_yet_valid(draft: &mut Draft<'_>) {
    draft
        .claims
        .add("nbf", draft.minter.clock().future_start(draft.now));
}

fn expiry_as_string(draft: &mut Draft<'_>) {
    draft
        .claims
        .set("exp", draft.minter.clock().expiry(draft.now).to_string());
}

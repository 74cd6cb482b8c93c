//! Tokens out of their time. All are off by half an hour at least, which is more than any leeway.

use serde_json::Value;

use super::Expected::{MustReject, Robust, ShouldReject, Tolerated};
use super::{Defect, EVERY, How};
use crate::clock::TOKEN_LIFETIME_S;
use crate::minter::Draft;

const HOUR_S: i64 = 3600;
const DAY_S: i64 = 24 * HOUR_S;
/// 9999-12-31T23:59:59Z in Unix seconds.
const YEAR_9999: i64 = 253_402_300_799;
const EXPIRY_RULE: &str = "RFC 7519 section 4.1.4; RFC 9068 section 4";

pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "expired-hour",
        summary: "expired an hour ago (in 2020 where the clock is fixed)",
        expected: MustReject,
        source: EXPIRY_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| expire(draft, HOUR_S)),
    },
    Defect {
        id: "expired-day",
        summary: "expired a day ago (in 2020 where the clock is fixed)",
        expected: MustReject,
        source: EXPIRY_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| expire(draft, DAY_S)),
    },
    Defect {
        id: "not-yet-valid",
        summary: "not good before half an hour ahead of its expiry",
        expected: ShouldReject,
        source: "RFC 7519 section 4.1.5 (RFC 9068 has no such claim)",
        algorithms: EVERY,
        how: How::Before(not_yet_valid),
    },
    Defect {
        id: "exp-missing",
        summary: "never expires",
        expected: ShouldReject,
        source: "RFC 9068 section 2.2 (RFC 7519 section 4.1.4 leaves it open)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.remove("exp")),
    },
    Defect {
        id: "exp-string",
        summary: "the expiry is a string of digits",
        expected: ShouldReject,
        source: "RFC 7519 sections 2 (NumericDate) and 4.1.4",
        algorithms: EVERY,
        how: How::Before(expiry_as_string),
    },
    Defect {
        id: "exp-null",
        summary: "the expiry is null",
        expected: ShouldReject,
        source: "RFC 7519 sections 2 (NumericDate) and 4.1.4",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("exp", Value::Null)),
    },
    Defect {
        id: "exp-zero",
        summary: "the expiry is 0",
        expected: MustReject,
        source: EXPIRY_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("exp", 0)),
    },
    Defect {
        id: "exp-negative",
        summary: "the expiry is -1",
        expected: MustReject,
        source: EXPIRY_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("exp", -1)),
    },
    Defect {
        id: "exp-float",
        summary: "the expiry is in time and has a fraction of a second",
        expected: Tolerated,
        source: "RFC 7519 section 2 (a NumericDate may have a fraction)",
        algorithms: EVERY,
        how: How::Before(expiry_as_float),
    },
    Defect {
        id: "exp-far-future",
        summary: "the expiry is the end of the year 9999",
        expected: Tolerated,
        source: "RFC 7519 section 4.1.4 (sets no limit)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("exp", YEAR_9999)),
    },
    Defect {
        id: "exp-beyond-double",
        summary: "the expiry is 1e400, which no double can hold",
        expected: Robust,
        source: "RFC 8259 section 6 (parsers may limit numbers, and then refuse)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set_text("exp", "1e400".to_owned())),
    },
    Defect {
        id: "duplicate-exp-past-last",
        summary: "the expiry stands twice, first in time, then past",
        expected: MustReject,
        source: "RFC 7519 section 4 (refuse, or take the last)",
        algorithms: EVERY,
        how: How::Before(past_last),
    },
    Defect {
        id: "duplicate-exp-past-first",
        summary: "the expiry stands twice, first past, then in time",
        expected: Tolerated,
        source: "RFC 7519 section 4 (refuse, or take the last)",
        algorithms: EVERY,
        how: How::Before(past_first),
    },
    Defect {
        id: "iat-future",
        summary: "issued half an hour ahead of its expiry, which is to come",
        expected: Tolerated,
        source: "RFC 7519 section 4.1.6 (informs, and decides nothing)",
        algorithms: EVERY,
        how: How::Before(issued_in_the_future),
    },
    Defect {
        id: "iat-missing",
        summary: "does not say when it was issued",
        expected: Tolerated,
        source: "RFC 9068 section 2.2 (MCP does not demand the profile); RFC 7519 section 4.1.6",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.remove("iat")),
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

/// Half a second is a number that every double has.
fn expiry_as_float(draft: &mut Draft<'_>) {
    let expiry = draft.minter.clock().expiry(draft.now);
    draft.claims.set_text("exp", format!("{expiry}.5"));
}

fn past_last(draft: &mut Draft<'_>) {
    let past = draft.minter.clock().past_expiry(draft.now, HOUR_S);
    draft.claims.add("exp", past);
}

fn past_first(draft: &mut Draft<'_>) {
    let clock = draft.minter.clock();
    draft.claims.set("exp", clock.past_expiry(draft.now, HOUR_S));
    draft.claims.add("exp", clock.expiry(draft.now));
}

fn issued_in_the_future(draft: &mut Draft<'_>) {
    let start = draft.minter.clock().future_start(draft.now);
    draft.claims.set("iat", start);
}

//! Exit codes: public, and read by scripts.

use crate::check::{Judgement, Verdict};
use crate::report::Report;
use crate::run::Row;

/// As expected.
pub const EXPECTED: u8 = 0;
/// Findings that no baseline expects, or a stale baseline entry.
pub const FINDINGS: u8 = 1;
/// Wrong usage or configuration.
pub const USAGE: u8 = 2;
/// The target could not be reached.
pub const UNREACHABLE: u8 = 3;
/// Nothing conclusive, or a required check inconclusive.
pub const INCONCLUSIVE: u8 = 4;
/// A bug of ours.
pub const BUG: u8 = 70;
/// Ended by ctrl-C, as shells have it.
pub const INTERRUPTED: u8 = 130;

/// What the run comes to. With `strict`, warnings are findings. A check that was asked for by its whole
/// name is required: that it could not be looked at is no success.
pub fn code(report: &Report, rows: &[Row], stale: &[String], strict: bool, required: &[String]) -> u8 {
    let unexpected = |verdict: &str| {
        report
            .rows
            .iter()
            .any(|row| row.verdict == verdict && !row.expected)
    };
    let has = |wanted: fn(&Judgement) -> bool| rows.iter().any(|row| wanted(&row.judgement));
    if has(|judgement| matches!(judgement, Err(Verdict::Error(_)))) {
        return BUG;
    }
    if report.interrupted {
        return INTERRUPTED;
    }
    if unexpected("fail") || (strict && unexpected("warn")) || !stale.is_empty() {
        return FINDINGS;
    }
    let conclusive = has(|judgement| matches!(judgement, Ok(()) | Err(Verdict::Fail(_))));
    let unlooked = report
        .rows
        .iter()
        .any(|row| row.verdict == "inconclusive" && required.contains(&row.check));
    if !conclusive || unlooked {
        INCONCLUSIVE
    } else {
        EXPECTED
    }
}

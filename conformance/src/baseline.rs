//! Findings that are known and accepted for now, each with a reason. An entry that no longer holds is stale
//! and fails the run, so that a baseline only shrinks.

use serde::Deserialize;

use crate::checks;
use crate::report::Report;
use crate::revision::{Cell, Revision, Transport};
use crate::target::nearest;

/// A baseline file.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    check: String,
    revision: Option<Revision>,
    transport: Option<Transport>,
    verdict: String,
    varies: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    expected: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    check: String,
    revision: Option<String>,
    transport: Option<String>,
    verdict: Option<String>,
    #[serde(default)]
    varies: bool,
    reason: Option<String>,
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("failed to use the baseline: {0}")]
pub struct BaselineError(pub String);

impl Baseline {
    /// Parses a baseline: `[[expected]]` tables with `check`, `reason`, and optionally `verdict` (`fail` if
    /// not given), `revision`, `transport`, and `varies` for what the server does at times only: such an entry is
    /// never stale.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let file: File = toml::from_str(text).map_err(|error| BaselineError(error.to_string()))?;
        let entries = file
            .expected
            .into_iter()
            .enumerate()
            .map(|(index, written)| read_entry(index + 1, written));
        Ok(Self {
            entries: entries.collect::<Result<_, _>>()?,
        })
    }

    /// Whether some entry expects this verdict there.
    pub fn expects(&self, check: &str, cell: Cell, verdict: &str) -> bool {
        self.entries.iter().any(|entry| {
            entry.check == check
                && entry.verdict == verdict
                && entry.revision.is_none_or(|revision| revision == cell.revision)
                && entry
                    .transport
                    .is_none_or(|transport| transport == cell.transport)
        })
    }

    /// A sentence for each entry that no row bears out, although rows of its check were looked at.
    pub fn stale(&self, report: &Report) -> Vec<String> {
        let stale = self.entries.iter().filter(|entry| !entry.varies).filter(|entry| {
            let rows = report.rows.iter().filter(|row| {
                row.check == entry.check
                    && entry
                        .revision
                        .is_none_or(|revision| revision.as_str() == row.revision)
                    && entry
                        .transport
                        .is_none_or(|transport| transport.as_str() == row.transport)
            });
            let verdicts: Vec<&str> = rows.map(|row| row.verdict).collect();
            // What was not looked at this time may hold still.
            let was_looked_at =
                !report.interrupted && !verdicts.is_empty() && !verdicts.contains(&"inconclusive");
            was_looked_at && !verdicts.contains(&entry.verdict.as_str())
        });
        stale
            .map(|entry| {
                format!(
                    "stale baseline entry: {} is no longer {:?}{}",
                    entry.check,
                    entry.verdict,
                    place(entry)
                )
            })
            .collect()
    }
}

fn place(entry: &Entry) -> String {
    let revision = entry
        .revision
        .map(|revision| format!(" in {revision}"))
        .unwrap_or_default();
    let transport = entry
        .transport
        .map(|transport| format!(" over {transport}"))
        .unwrap_or_default();
    revision + &transport
}

fn read_entry(number: usize, written: Written) -> Result<Entry, BaselineError> {
    let wrong = |what: String| BaselineError(format!("entry {number} ({}): {what}", written.check));
    if checks::find(&written.check).is_none() {
        let hint = nearest(&written.check, checks::all().map(|check| check.id))
            .map(|known| format!("\nhint: did you mean {known:?}?"))
            .unwrap_or_default();
        return Err(wrong(format!("there is no check of this id{hint}")));
    }
    if written
        .reason
        .as_ref()
        .is_none_or(|reason| reason.trim().is_empty())
    {
        return Err(wrong("it has no reason".to_owned()));
    }
    let verdict = written.verdict.clone().unwrap_or_else(|| "fail".to_owned());
    if !["fail", "warn", "inconclusive"].contains(&verdict.as_str()) {
        return Err(wrong(format!(
            "{verdict:?} is no verdict to expect; it may be fail, warn or inconclusive"
        )));
    }
    let revision = written
        .revision
        .as_ref()
        .map(|text| text.parse())
        .transpose()
        .map_err(&wrong)?;
    let transport = written
        .transport
        .as_ref()
        .map(|text| text.parse())
        .transpose()
        .map_err(&wrong)?;
    Ok(Entry {
        check: written.check,
        revision,
        transport,
        verdict,
        varies: written.varies,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Baseline::parse(text).expect_err("it is wrong").to_string()
    }

    #[test]
    fn a_misspelt_check_names_the_nearest_one() {
        let text = "[[expected]]\ncheck = \"authorization.foreign-audiense\"\nreason = \"known\"";
        assert!(
            error(text).ends_with("hint: did you mean \"authorization.foreign-audience\"?"),
            "{}",
            error(text)
        );
    }

    #[test]
    fn an_entry_without_a_reason_is_refused() {
        let text = "[[expected]]\ncheck = \"authorization.foreign-audience\"\nreason = \" \"";
        assert!(error(text).ends_with("entry 1 (authorization.foreign-audience): it has no reason"));
    }

    #[test]
    fn an_entry_holds_where_it_says() {
        let text = "[[expected]]\ncheck = \"authorization.foreign-audience\"\nreason = \"known\"\nrevision = \"2026-07-28\"";
        let baseline = Baseline::parse(text).expect("it is right");
        let cell = |revision| Cell {
            revision,
            transport: Transport::StreamableHttp,
        };
        assert!(baseline.expects(
            "authorization.foreign-audience",
            cell(Revision::V2026_07_28),
            "fail"
        ));
        assert!(!baseline.expects(
            "authorization.foreign-audience",
            cell(Revision::V2025_11_25),
            "fail"
        ));
        assert!(!baseline.expects(
            "authorization.foreign-audience",
            cell(Revision::V2026_07_28),
            "warn"
        ));
    }
}

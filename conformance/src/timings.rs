//! Where the time of a run went: beside the report and never in it, because no two runs take the same.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::revision::Cell;

/// Probes that the printed table names, the longest first.
const SHOWN: usize = 12;

/// A clock that is read at the end of each step of a run.
#[derive(Debug)]
pub struct Timings {
    since: Instant,
    steps: Vec<(&'static str, Duration)>,
    probes: BTreeMap<String, Spent>,
    columns: BTreeMap<String, Duration>,
}

/// What the conversations of one probe took, in all columns.
#[derive(Debug, Default)]
struct Spent {
    conversations: usize,
    total: Duration,
    longest: Duration,
    longest_in: String,
}

/// The time. Nothing that is judged reads it.
#[expect(clippy::disallowed_methods, reason = "this is what --timings reads")]
pub fn now() -> Instant {
    Instant::now()
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            since: now(),
            steps: Vec::new(),
            probes: BTreeMap::new(),
            columns: BTreeMap::new(),
        }
    }
}

impl Timings {
    /// A step has ended; the next begins.
    pub fn ended(&mut self, step: &'static str) {
        let now = now();
        self.steps.push((step, now - self.since));
        self.since = now;
    }

    /// A conversation was held. Many are held at the same time, so together they take longer than their step.
    pub fn held(&mut self, probe: &str, cell: Cell, took: Duration) {
        let column = cell.to_string();
        *self.columns.entry(column.clone()).or_default() += took;
        let spent = self.probes.entry(probe.to_owned()).or_default();
        spent.conversations += 1;
        spent.total += took;
        if took >= spent.longest {
            (spent.longest, spent.longest_in) = (took, column);
        }
    }

    fn by_time(&self) -> Vec<(&String, &Spent)> {
        let mut probes: Vec<_> = self.probes.iter().collect();
        probes.sort_by_key(|(_, spent)| std::cmp::Reverse(spent.total));
        probes
    }

    /// For people.
    pub fn to_text(&self) -> String {
        let mut out = String::from("where the time went (ms)\n");
        for (step, took) in &self.steps {
            let _ = writeln!(out, "  {:<28} {:>8.1}", step, in_ms(*took));
        }
        let _ = writeln!(
            out,
            "  {:<28} {:>8} {:>8} {:>8}",
            "conversations, side by side", "sum", "number", "longest"
        );
        for (probe, spent) in self.by_time().into_iter().take(SHOWN) {
            let _ = writeln!(
                out,
                "    {probe:<26} {:>8.1} {:>8} {:>8.1} in {}",
                in_ms(spent.total),
                spent.conversations,
                in_ms(spent.longest),
                spent.longest_in
            );
        }
        out
    }

    /// For programs: milliseconds by step, by column, and by probe.
    pub fn to_json(&self) -> Value {
        let steps = self
            .steps
            .iter()
            .map(|(step, took)| json!({"step": step, "ms": in_ms(*took)}));
        let columns = self
            .columns
            .iter()
            .map(|(column, took)| (column.clone(), json!(in_ms(*took))));
        let probes = self.by_time().into_iter().map(|(probe, spent)| {
            json!({
                "probe": probe,
                "conversations": spent.conversations,
                "ms": in_ms(spent.total),
                "longest_ms": in_ms(spent.longest),
                "longest_in": spent.longest_in,
            })
        });
        json!({
            "steps": steps.collect::<Vec<_>>(),
            "columns": columns.collect::<serde_json::Map<_, _>>(),
            "probes": probes.collect::<Vec<_>>(),
        })
    }
}

/// Milliseconds, to the tenth.
fn in_ms(took: Duration) -> f64 {
    (took.as_secs_f64() * 10_000.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::revision::{Revision, Transport};

    #[test]
    fn the_probe_that_took_longest_comes_first() {
        let cell = Cell {
            revision: Revision::V2025_11_25,
            transport: Transport::Stdio,
        };
        let mut timings = Timings::default();
        timings.held("quick", cell, Duration::from_millis(2));
        timings.held("slow", cell, Duration::from_millis(30));
        timings.held("slow", cell, Duration::from_millis(10));
        timings.ended("conversations");
        let shown = timings.to_json();
        assert_eq!(shown["probes"][0]["probe"], "slow");
        assert_eq!(shown["probes"][0]["ms"], 40.0);
        assert_eq!(shown["probes"][0]["longest_ms"], 30.0);
        assert_eq!(shown["columns"][cell.to_string()], 42.0);
        assert_eq!(shown["steps"][0]["step"], "conversations");
        let text = timings.to_text();
        assert!(text.find("slow") < text.find("quick"), "{text}");
    }
}

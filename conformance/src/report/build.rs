//! From verdicts to a report.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    Counts, Coverage, Evidence, FindingPart, Looked, Report, RowPart, SCHEMA_ID, SCHEMA_VERSION, Suite,
    TargetPart,
};
use crate::baseline::Baseline;
use crate::catalogue;
use crate::check::{Finding, Severity, Verdict};
use crate::egress::Watch;
use crate::probes::WHOLE_RUN;
use crate::revision::Cell;
use crate::run::{Outcome, Row, STRIDE, joined_names};
use crate::transcript::{Reply, Transcript};

/// Where a report's words come from besides the verdicts.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The target's name.
    pub name: String,
    /// The seed.
    pub seed: u64,
    /// The words behind `proofhouse run` that name the target again.
    pub again: String,
    /// Texts that differ between runs, and what stands for them, longest first.
    pub volatile: Vec<(String, String)>,
    /// The profile that it kept to.
    pub profile: Option<String>,
}

/// The file of a conversation, below the output folder.
pub fn transcript_file(cell: Cell, probe: &str) -> String {
    format!("transcripts/{}.{}.{probe}.txt", cell.revision, cell.transport)
}

/// Builds the report.
pub fn build(source: &Source, outcome: &Outcome, rows: &[Row], baseline: &Baseline) -> Report {
    let mut record = Opened {
        outcome,
        transcripts: BTreeMap::new(),
    };
    let rows: Vec<RowPart> = rows
        .iter()
        .map(|row| row_part(source, &mut record, row, baseline))
        .collect();
    Report {
        schema: SCHEMA_ID,
        schema_version: SCHEMA_VERSION,
        suite: Suite {
            version: env!("CARGO_PKG_VERSION"),
            catalogue: catalogue_digest(),
            profile: source.profile.clone(),
        },
        seed: source.seed,
        target: target_part(source, outcome),
        coverage: coverage(&rows),
        interrupted: outcome.interrupted || outcome.broken_off.is_some(),
        rows,
    }
}

fn catalogue_digest() -> String {
    let mut hash = Sha256::new();
    for (_, text) in catalogue::AREAS {
        hash.update(text.as_bytes());
    }
    hash.finalize()
        .iter()
        .take(8)
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn target_part(source: &Source, outcome: &Outcome) -> TargetPart {
    let openings = outcome.columns.iter().map(|column| &column.facts.opening);
    let server_info = openings
        .filter_map(|opening| {
            let legacy = opening.get("serverInfo");
            legacy.or_else(|| opening.get("_meta")?.get("io.modelcontextprotocol/serverInfo"))
        })
        .map(|info| serde_json::json!({"name": info["name"], "version": info["version"]}))
        .next();
    let mut revisions: Vec<String> = outcome
        .columns
        .iter()
        .flat_map(|column| column.facts.revisions.clone())
        .collect();
    let mut transports: Vec<String> = outcome
        .columns
        .iter()
        .map(|column| column.cell.transport.to_string())
        .collect();
    for list in [&mut revisions, &mut transports] {
        list.sort();
        list.dedup();
    }
    TargetPart {
        name: source.scrub(&source.name),
        server_info: server_info.unwrap_or(Value::Null),
        revisions,
        transports,
        egress: outcome
            .columns
            .iter()
            .find_map(|column| column.facts.watch)
            .map(Watch::as_str),
    }
}

fn row_part(source: &Source, record: &mut Opened<'_>, row: &Row, baseline: &Baseline) -> RowPart {
    let variant = row.requirement.in_cell(row.cell);
    let (verdict, reason, finding) = match &row.judgement {
        Ok(()) => ("pass", None, None),
        Err(Verdict::Fail(finding)) => ("fail", None, Some(finding)),
        Err(Verdict::Warn(finding)) => ("warn", None, Some(finding)),
        Err(Verdict::Inconclusive(why)) => ("inconclusive", Some(why), None),
        Err(Verdict::NotApplicable(why)) => ("not-applicable", Some(why), None),
        Err(Verdict::Error(why)) => ("error", Some(why), None),
    };
    RowPart {
        check: row.check.id.to_owned(),
        requirement: row.requirement.id.clone(),
        revision: row.cell.revision.to_string(),
        transport: row.cell.transport.to_string(),
        level: variant
            .map(|variant| variant.level(row.cell.revision).to_owned())
            .unwrap_or_default(),
        severity: row.check.severity.as_str(),
        verdict,
        reason: reason.map(|why| source.scrub(why)),
        finding: finding.map(|finding| finding_part(source, record, row, finding)),
        expected: baseline.expects(row.check.id, row.cell, verdict),
        summary: row.check.summary.to_owned(),
        source: variant
            .map(|variant| variant.source(row.cell.revision).to_owned())
            .unwrap_or_default(),
    }
}

fn finding_part(source: &Source, record: &mut Opened<'_>, row: &Row, finding: &Finding) -> FindingPart {
    let evidence = finding
        .evidence
        .iter()
        .filter_map(|number| evidence(record, row, *number));
    FindingPart {
        says: source.scrub(&finding.says),
        evidence: evidence.collect(),
        remedy: row.check.remedy.to_owned(),
        classes: row
            .check
            .classes
            .iter()
            .map(|class| (*class).to_owned())
            .collect(),
        reproduce: format!(
            "proofhouse run{}{} --only {} --revision {} --transport {} --seed {}",
            if source.again.is_empty() { "" } else { " " },
            source.again,
            row.check.id,
            row.cell.revision,
            row.cell.transport,
            source.seed
        ),
    }
}

/// What a run found, and of its conversations those that findings point into.
struct Opened<'o> {
    outcome: &'o Outcome,
    transcripts: BTreeMap<(Cell, String), Transcript>,
}

fn evidence(record: &mut Opened<'_>, row: &Row, number: u32) -> Option<Evidence> {
    let outcome = record.outcome;
    let (probe, number) = if row.check.probe.name == WHOLE_RUN.name {
        let names = joined_names(outcome, row.cell);
        (
            *names.get(usize::try_from(number / STRIDE).ok()?)?,
            number % STRIDE,
        )
    } else {
        (row.check.probe.name, number)
    };
    let key = (row.cell, probe.to_owned());
    let kept = outcome.transcripts.get(&key)?;
    let reply = record
        .transcripts
        .entry(key)
        .or_insert_with(|| kept.open())
        .all_exchanges()
        .find(|reply| reply.exchange == number)?;
    Some(Evidence {
        transcript: transcript_file(row.cell, probe),
        exchange: number,
        label: reply.label.to_owned(),
        sent: sent_in_short(&reply),
        received: reply.describe(),
    })
}

fn sent_in_short(reply: &Reply<'_>) -> String {
    let first = reply.sent.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let body = reply.sent_parts().1;
    let method = serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|body| body["method"].as_str().map(str::to_owned));
    let verb = first
        .split(|byte| *byte == b' ')
        .next()
        .filter(|_| first.ends_with(b"HTTP/1.1"));
    let verb = verb.map(|verb| String::from_utf8_lossy(verb).into_owned());
    match (verb, method) {
        (Some(verb), Some(method)) => format!("{verb} {method}"),
        (Some(verb), None) => verb,
        (None, Some(method)) => method,
        (None, None) => "bytes that are no message".to_owned(),
    }
}

fn coverage(rows: &[RowPart]) -> Coverage {
    let mut coverage = Coverage {
        must: Looked::default(),
        should: Looked::default(),
        critical_not_looked_at: Vec::new(),
        verdicts: Counts::default(),
    };
    for row in rows {
        let count = match row.verdict {
            "pass" => &mut coverage.verdicts.pass,
            "fail" => &mut coverage.verdicts.fail,
            "warn" => &mut coverage.verdicts.warn,
            "inconclusive" => &mut coverage.verdicts.inconclusive,
            "not-applicable" => &mut coverage.verdicts.not_applicable,
            _ => &mut coverage.verdicts.error,
        };
        *count += 1;
        if row.verdict == "not-applicable" {
            continue;
        }
        let looked = if row.level.starts_with("MUST") {
            &mut coverage.must
        } else {
            &mut coverage.should
        };
        looked.applicable += 1;
        if matches!(row.verdict, "pass" | "fail" | "warn") {
            looked.looked_at += 1;
        } else if row.severity == Severity::Critical.as_str() {
            coverage.critical_not_looked_at.push(row.check.clone());
        }
    }
    coverage.critical_not_looked_at.sort();
    coverage.critical_not_looked_at.dedup();
    coverage
}

impl Source {
    fn scrub(&self, text: &str) -> String {
        self.volatile
            .iter()
            .fold(text.to_owned(), |text, (found, shown)| text.replace(found, shown))
    }
}

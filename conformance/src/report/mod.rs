//! The report: one value, made of what was judged, that every format is written from.
//!
//! Its structs are its own: checks know no report, and reports know no check. Nothing in it differs
//! between two runs of the same suite with the same seed against a target that behaves the same.

mod build;
pub mod markdown;
pub mod terminal;

use std::io;

use serde::Serialize;
use serde_json::Value;

pub use build::{Source, build, transcript_file};

/// The version of the format; it changes when a reader would break.
pub const SCHEMA_VERSION: &str = "1.0";

/// The name of the published schema of `report.json`.
pub const SCHEMA_ID: &str = "https://proofhouse.dev/schemas/report-1.0.json";

/// The JSON Schema of `report.json`.
pub const SCHEMA: &str = include_str!("../../schemas/report-1.0.json");

/// A whole report.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Which schema it satisfies.
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    /// [`SCHEMA_VERSION`].
    pub schema_version: &'static str,
    /// What judged.
    pub suite: Suite,
    /// The seed of every value that was chosen.
    pub seed: u64,
    /// What was judged.
    pub target: TargetPart,
    /// How much of what applies was looked at.
    pub coverage: Coverage,
    /// Whether the run was ended early.
    pub interrupted: bool,
    /// The verdicts, in catalogue order.
    pub rows: Vec<RowPart>,
}

/// What judged.
#[derive(Clone, Debug, Serialize)]
pub struct Suite {
    /// The version of this program.
    pub version: &'static str,
    /// The first sixteen hexadecimal digits of the SHA-256 of the requirement catalogue.
    pub catalogue: String,
    /// The profile that the run kept to, if one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

/// What was judged.
#[derive(Clone, Debug, Serialize)]
pub struct TargetPart {
    /// Its name, from the target file or the command line.
    pub name: String,
    /// Name and version as it gives them itself.
    pub server_info: Value,
    /// The revisions it was found to speak, oldest first.
    pub revisions: Vec<String>,
    /// The transports it was looked at over.
    pub transports: Vec<String>,
    /// How its connections were watched, where they were: `trace` or `proxy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub egress: Option<&'static str>,
}

/// How much was looked at; no score.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    /// Rows that say MUST or MUST NOT.
    pub must: Looked,
    /// Rows that say SHOULD or SHOULD NOT.
    pub should: Looked,
    /// Checks of critical severity that could not be looked at in some column.
    pub critical_not_looked_at: Vec<String>,
    /// How many rows have each verdict.
    pub verdicts: Counts,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Looked {
    /// Rows that apply to the target.
    pub applicable: usize,
    /// Rows among them with a verdict that says something: pass, fail or warn.
    pub looked_at: usize,
}

/// Rows by verdict.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Counts {
    /// The requirement held.
    pub pass: usize,
    /// It is broken.
    pub fail: usize,
    /// A SHOULD is broken.
    pub warn: usize,
    /// It could not be looked at.
    pub inconclusive: usize,
    /// It does not apply.
    #[serde(rename = "not-applicable")]
    pub not_applicable: usize,
    /// The suite failed.
    pub error: usize,
}

/// One verdict.
#[derive(Clone, Debug, Serialize)]
pub struct RowPart {
    /// The check's id.
    pub check: String,
    /// The catalogue row.
    pub requirement: String,
    /// The revision.
    pub revision: String,
    /// The transport.
    pub transport: String,
    /// The specification's word.
    pub level: String,
    /// The harm.
    pub severity: &'static str,
    /// `pass`, `fail`, `warn`, `inconclusive`, `not-applicable` or `error`.
    pub verdict: &'static str,
    /// Why there is no verdict on the target, where there is none.
    pub reason: Option<String>,
    /// What was seen, where it fails or warns.
    pub finding: Option<FindingPart>,
    /// Whether a baseline expects this verdict.
    pub expected: bool,
    /// What a pass says.
    #[serde(skip)]
    pub summary: String,
    /// Where the specification says it.
    #[serde(skip)]
    pub source: String,
}

/// What was seen.
#[derive(Clone, Debug, Serialize)]
pub struct FindingPart {
    /// In words.
    pub says: String,
    /// On the wire.
    pub evidence: Vec<Evidence>,
    /// How it is mended.
    pub remedy: String,
    /// CWE and OWASP ids.
    pub classes: Vec<String>,
    /// The command that shows it again.
    pub reproduce: String,
}

/// One exchange that shows a finding.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// The file, below the output folder.
    pub transcript: String,
    /// The exchange's number in it.
    pub exchange: u32,
    /// The exchange's label.
    pub label: String,
    /// What was sent, in short.
    pub sent: String,
    /// What came back, in short.
    pub received: String,
}

impl Report {
    /// `report.json`: canonical JSON (RFC 8785) and a line feed.
    pub fn to_json(&self) -> io::Result<String> {
        let text = serde_json_canonicalizer::to_string(self).map_err(io::Error::other)?;
        Ok(text + "\n")
    }

    /// The rows that a reader must look at.
    pub fn complaints(&self) -> impl Iterator<Item = &RowPart> {
        self.rows
            .iter()
            .filter(|row| matches!(row.verdict, "fail" | "warn" | "error"))
    }

    /// The columns in which anything was looked at, in order.
    pub fn columns(&self) -> Vec<(&str, &str)> {
        let mut columns: Vec<(&str, &str)> = self
            .rows
            .iter()
            .map(|row| (row.transport.as_str(), row.revision.as_str()))
            .collect();
        columns.sort_by_key(|(transport, revision)| (*transport == "stdio", *transport, *revision));
        columns.dedup();
        columns
    }
}

/// Whether a character changes the order or the lines that text is shown in: marks, embeddings, overrides and
/// isolates of the Unicode bidirectional algorithm, and the two separators.
fn reorders(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

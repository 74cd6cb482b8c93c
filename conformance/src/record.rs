//! The output folder: reports and transcripts, written so that they can be judged again.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::check::Verdict;
use crate::report::{Report, Source, markdown};
use crate::revision::Cell;
use crate::run::{Column, Outcome};
use crate::timings::Timings;
use crate::transcript::{self, Facts, Kept, Transcript};

/// The file beside the transcripts that says what they do not.
const INDEX: &str = "index.json";

/// Why an output folder cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The file system refused.
    #[error("failed to {what} {path}: {error}")]
    Io {
        /// `read` or `write`.
        what: &'static str,
        /// The file, as it was named.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// A file is not what it should be.
    #[error("failed to read {path}: {what}")]
    Broken {
        /// The file.
        path: String,
        /// What is wrong with it.
        what: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Index {
    name: String,
    seed: u64,
    again: String,
    only: Vec<String>,
    #[serde(default)]
    profile: Option<String>,
    volatile: Vec<(String, String)>,
    interrupted: bool,
    reached: bool,
    columns: Vec<IndexColumn>,
}

#[derive(Serialize, Deserialize)]
struct IndexColumn {
    revision: String,
    transport: String,
    facts: Facts,
    not_applicable: Option<String>,
    inconclusive: Option<String>,
}

fn io_error<'p>(what: &'static str, path: &'p Path) -> impl FnOnce(io::Error) -> RecordError + use<'p> {
    move |error| RecordError::Io {
        what,
        path: path.display().to_string(),
        error,
    }
}

/// Makes the folder of a run, so that it is known before the run whether it can be written to.
pub fn make_folder(folder: &Path) -> Result<(), RecordError> {
    let transcripts = folder.join("transcripts");
    fs::create_dir_all(&transcripts).map_err(io_error("write", &transcripts))
}

/// Writes the transcripts of a run into `folder`; those of an earlier run go.
pub fn write_transcripts(folder: &Path, outcome: &Outcome) -> Result<(), RecordError> {
    make_folder(folder)?;
    let transcripts = folder.join("transcripts");
    for old in text_files(&transcripts)? {
        fs::remove_file(&old).map_err(io_error("write", &old))?;
    }
    for ((cell, probe), transcript) in &outcome.transcripts {
        put(
            &folder.join(crate::report::transcript_file(*cell, probe)),
            &transcript.text(),
        )?;
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> Result<(), RecordError> {
    fs::write(path, text).map_err(io_error("write", path))
}

/// Writes the reports of a run into `folder`, and beside its transcripts what they do not say.
pub fn write_reports(
    folder: &Path,
    source: &Source,
    only: &[String],
    outcome: &Outcome,
    report: &Report,
) -> Result<(), RecordError> {
    let index = Index {
        name: source.name.clone(),
        seed: source.seed,
        again: source.again.clone(),
        only: only.to_vec(),
        profile: report.suite.profile.clone(),
        volatile: source.volatile.clone(),
        interrupted: outcome.interrupted || outcome.broken_off.is_some(),
        reached: outcome.reached,
        columns: outcome.columns.iter().map(index_column).collect(),
    };
    let index = serde_json::to_string_pretty(&index).map_err(|error| RecordError::Broken {
        path: INDEX.to_owned(),
        what: error.to_string(),
    })?;
    put(&folder.join("transcripts").join(INDEX), &index)?;
    let path = folder.join("report.json");
    put(&path, &report.to_json().map_err(io_error("write", &path))?)?;
    put(&folder.join("matrix.md"), &markdown::write(report))
}

/// Writes where the time went into `folder`.
pub fn write_timings(folder: &Path, timings: &Timings) -> Result<(), RecordError> {
    let path = folder.join("timings.json");
    fs::write(&path, format!("{:#}\n", timings.to_json())).map_err(io_error("write", &path))
}

fn index_column(column: &Column) -> IndexColumn {
    let (not_applicable, inconclusive) = match &column.closed {
        Some(Verdict::NotApplicable(why)) => (Some(why.clone()), None),
        Some(Verdict::Inconclusive(why)) => (None, Some(why.clone())),
        _ => (None, None),
    };
    IndexColumn {
        revision: column.cell.revision.to_string(),
        transport: column.cell.transport.to_string(),
        facts: column.facts.as_ref().clone(),
        not_applicable,
        inconclusive,
    }
}

fn text_files(folder: &Path) -> Result<Vec<std::path::PathBuf>, RecordError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(io_error("read", folder))? {
        let path = entry.map_err(io_error("read", folder))?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A run as it was recorded.
pub struct Recorded {
    /// The words of its report.
    pub source: Source,
    /// The globs of its selection.
    pub only: Vec<String>,
    /// The profile that it kept to.
    pub profile: Option<String>,
    /// What was seen.
    pub outcome: Outcome,
}

/// Reads the transcripts of an output folder.
pub fn read(folder: &Path) -> Result<Recorded, RecordError> {
    let transcripts = folder.join("transcripts");
    let path = transcripts.join(INDEX);
    let broken = |what: String| RecordError::Broken {
        path: path.display().to_string(),
        what,
    };
    let text = fs::read_to_string(&path).map_err(io_error("read", &path))?;
    let index: Index = serde_json::from_str(&text).map_err(|error| broken(error.to_string()))?;
    let mut found = BTreeMap::new();
    for file in text_files(&transcripts)? {
        let transcript = read_transcript(&file)?;
        found.insert(
            (transcript.head.cell, transcript.head.probe.clone()),
            Kept::of(&transcript),
        );
    }
    let columns = index.columns.into_iter().map(|column| {
        let not_applicable = column.not_applicable.map(Verdict::NotApplicable);
        Ok(Column {
            cell: Cell {
                revision: column.revision.parse()?,
                transport: column.transport.parse()?,
            },
            facts: Arc::new(column.facts),
            closed: not_applicable.or_else(|| column.inconclusive.map(Verdict::Inconclusive)),
        })
    });
    let columns = columns.collect::<Result<Vec<_>, String>>().map_err(broken)?;
    Ok(Recorded {
        source: Source {
            name: index.name,
            seed: index.seed,
            again: index.again,
            volatile: index.volatile,
            profile: index.profile.clone(),
        },
        only: index.only,
        profile: index.profile,
        outcome: Outcome {
            columns,
            unspoken: Vec::new(),
            transcripts: found,
            interrupted: index.interrupted,
            broken_off: None,
            reached: index.reached,
        },
    })
}

/// Reads one transcript.
pub fn read_transcript(path: &Path) -> Result<Transcript, RecordError> {
    let text = fs::read_to_string(path).map_err(io_error("read", path))?;
    transcript::parse(&text).map_err(|error| RecordError::Broken {
        path: path.display().to_string(),
        what: error.to_string(),
    })
}

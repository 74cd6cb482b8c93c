//! `proofhouse list`, `explain` and `judge`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use conformance::baseline::Baseline;
use conformance::catalogue::{self, Requirement};
use conformance::check::Check;
use conformance::ledger::{self, Reason};
use conformance::report::{self, terminal};
use conformance::revision::{Cell, Revision, Transport};
use conformance::run::{self, Selection};
use conformance::target::nearest;
use conformance::{checks, exit, record};

use super::run::{select, style};
use super::{Done, Trouble, say, tell};

#[derive(Args)]
#[command(
    after_help = "Examples:\n  proofhouse list 'authorization.*'\n  proofhouse list --uncovered session"
)]
pub(crate) struct ListArguments {
    /// Only checks whose id matches; with --uncovered, requirements whose id or area does.
    globs: Vec<String>,
    /// List instead the requirements that no check cites, each with the reason.
    #[arg(long)]
    uncovered: bool,
}

pub(crate) fn list(arguments: &ListArguments) -> Done {
    if arguments.uncovered {
        return list_uncovered(&arguments.globs);
    }
    let selection = Selection::of(&arguments.globs).map_err(Trouble::usage)?;
    let mut out = String::new();
    for check in selection.checks {
        let _ = writeln!(
            out,
            "{:<48} {:<9} {}",
            check.id,
            check.severity.as_str(),
            check.summary
        );
    }
    if out.is_empty() {
        return Err(Trouble::usage("no check matches"));
    }
    say(&out);
    Ok(exit::EXPECTED)
}

/// Lines of prose are broken here, as in `--help`.
const PROSE_WIDTH: usize = 100;

fn list_uncovered(globs: &[String]) -> Done {
    let set = run::glob_set(globs).map_err(Trouble::usage)?;
    let mut out = String::new();
    let mut counts = [0; Reason::ALL.len()];
    for entry in ledger::all() {
        let wanted = globs.is_empty() || set.is_match(&entry.id) || set.is_match(entry.area);
        let Some(requirement) = catalogue::find(&entry.id).filter(|_| wanted) else {
            continue;
        };
        let _ = writeln!(
            out,
            "{:<40} {:<16} {}\n    {}",
            entry.id,
            entry.area,
            entry.reason.as_str(),
            levels(requirement)
        );
        for line in broken(&entry.says, PROSE_WIDTH - 4) {
            let _ = writeln!(out, "    {line}");
        }
        counts[entry.reason as usize] += 1;
    }
    if out.is_empty() {
        return Err(Trouble::usage("no requirement without a check matches"));
    }
    say(&out);
    let parts: Vec<String> = Reason::ALL
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(reason, count)| format!("{count} {}", reason.as_str()))
        .collect();
    tell(&format!(
        "{} requirements without a check: {}",
        counts.iter().sum::<usize>(),
        parts.join(", ")
    ));
    Ok(exit::EXPECTED)
}

/// The specification's word and the revisions that have it.
fn levels(requirement: &Requirement) -> String {
    let mut parts: Vec<(&str, Vec<&str>)> = Vec::new();
    for revision in Revision::ALL {
        let Some(variant) = requirement.in_revision(revision) else {
            continue;
        };
        let level = variant.level(revision);
        match parts.iter_mut().find(|(word, _)| *word == level) {
            Some((_, revisions)) => revisions.push(revision.as_str()),
            None => parts.push((level, vec![revision.as_str()])),
        }
    }
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(level, revisions)| format!("{level} in {}", revisions.join(", ")))
        .collect();
    parts.join("; ")
}

/// Breaks prose between words into lines of at most so many characters.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  proofhouse explain authorization.foreign-audience\n  proofhouse explain AUTH-AUD-REJECT-FOREIGN"
)]
pub(crate) struct ExplainArguments {
    /// The id of a check or of a requirement.
    id: String,
}

pub(crate) fn explain(arguments: &ExplainArguments) -> Done {
    let mut out = String::new();
    if let Some(check) = checks::find(&arguments.id) {
        explain_check(&mut out, check);
    } else if let Some(requirement) = catalogue::find(&arguments.id) {
        explain_requirement(&mut out, requirement);
        let by: Vec<_> = checks::all()
            .filter(|check| check.requirements.contains(&requirement.id.as_str()))
            .collect();
        let ids: Vec<_> = by.iter().map(|check| check.id).collect();
        let looked_at = match ledger::find(&requirement.id) {
            Some(entry) => format!("no check ({}). {}", entry.reason.as_str(), entry.says),
            None if ids.is_empty() => "no check".to_owned(),
            None => ids.join(", "),
        };
        let _ = writeln!(out, "\nLooked at by: {looked_at}");
    } else {
        let known = checks::all()
            .map(|check| check.id)
            .chain(catalogue::all().iter().map(|row| row.id.as_str()));
        let hint = nearest(&arguments.id, known)
            .map(|id| format!("\nhint: did you mean {id:?}?"))
            .unwrap_or_default();
        return Err(Trouble::usage(format!(
            "{:?} is neither a check nor a requirement{hint}",
            arguments.id
        )));
    }
    say(&out);
    Ok(exit::EXPECTED)
}

fn explain_check(out: &mut String, check: &Check) {
    let _ = writeln!(out, "{}\n  {}\n", check.id, check.summary);
    let _ = writeln!(out, "Severity: {}", check.severity.as_str());
    let columns: Vec<String> = Revision::ALL
        .into_iter()
        .flat_map(|revision| Transport::ALL.map(|transport| Cell { revision, transport }))
        .filter(|cell| check.requirement_in(*cell).is_some())
        .map(|cell| cell.to_string())
        .collect();
    let _ = writeln!(out, "Looked at in: {}", columns.join(", "));
    if !check.classes.is_empty() {
        let _ = writeln!(out, "Classes: {}", check.classes.join(", "));
    }
    let _ = writeln!(out, "Conversation: {}", check.probe.name);
    let _ = writeln!(out, "Remedy: {}\n", check.remedy);
    for requirement in check.requirements.iter().filter_map(|id| catalogue::find(id)) {
        explain_requirement(out, requirement);
    }
    out.push_str("\nExamples, one exchange a line (label, status, answer):\n");
    for example in check.examples {
        let _ = writeln!(
            out,
            "\n  {}",
            example
                .says
                .map_or("passes".to_owned(), |says| format!("fails: {says}"))
        );
        for line in example.transcript.lines() {
            let _ = writeln!(out, "    {}", line.trim());
        }
    }
}

fn explain_requirement(out: &mut String, requirement: &Requirement) {
    let _ = writeln!(out, "{} ({})", requirement.id, requirement.area);
    for variant in &requirement.variants {
        let _ = writeln!(
            out,
            "  {} in {}: {}",
            variant.level,
            variant.revisions.join(", "),
            variant.statement
        );
        let _ = writeln!(out, "    source: {}", variant.source);
        let _ = writeln!(
            out,
            "    seen over: {}; worst verdict: {}",
            variant.transports.join(", "),
            variant.max_verdict
        );
    }
}

#[derive(Args)]
#[command(after_help = "Example:\n  proofhouse judge proofhouse-out")]
pub(crate) struct JudgeArguments {
    /// An output folder of `proofhouse run`.
    folder: PathBuf,
    /// Judge only checks whose id matches; may be given again.
    #[arg(long, value_name = "GLOB")]
    only: Vec<String>,
    /// Count warnings as findings.
    #[arg(long)]
    strict: bool,
}

pub(crate) fn judge(arguments: &JudgeArguments) -> Done {
    let recorded = record::read(&arguments.folder).map_err(Trouble::usage)?;
    let globs = if arguments.only.is_empty() {
        &recorded.only
    } else {
        &arguments.only
    };
    let selection = select(recorded.profile.as_deref(), globs)?;
    let rows = run::judge(&recorded.outcome, &selection);
    let report = report::build(&recorded.source, &recorded.outcome, &rows, &Baseline::default());
    say(&terminal::write(&report, style()));
    if arguments.only.is_empty() {
        tell(agreement(arguments, &report)?);
    }
    Ok(exit::code(&report, &rows, &[], arguments.strict, &[]))
}

/// Whether the recorded report says what its transcripts say, apart from what a baseline expected.
fn agreement(arguments: &JudgeArguments, report: &report::Report) -> Result<&'static str, Trouble> {
    let path = arguments.folder.join("report.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        return Ok("there is no report.json to compare with");
    };
    let judged = report.to_json().map_err(Trouble::usage)?;
    let verdicts = |text: &str| -> Option<Vec<(serde_json::Value, serde_json::Value)>> {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let rows = value["rows"].as_array()?;
        Some(
            rows.iter()
                .map(|row| (row["check"].clone(), row["verdict"].clone()))
                .collect(),
        )
    };
    if verdicts(&text).is_some() && verdicts(&text) == verdicts(&judged) {
        Ok("the recorded report.json says the same")
    } else {
        Err(Trouble {
            code: exit::FINDINGS,
            text: format!("{} does not say what its transcripts say", path.display()),
        })
    }
}

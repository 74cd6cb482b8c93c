//! The matrix as a person reads it in a terminal: areas by columns, then what needs looking at.

use std::fmt::Write as _;

use super::markdown::by_check;
use super::{Report, RowPart};

/// The width of the grid's first column.
const AREA_WIDTH: usize = 18;

/// Blanks between two columns of the grid.
const GAP: usize = 3;

/// Whether colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Escape sequences.
    Colour,
    /// None.
    Plain,
}

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Colour => format!("\x1b[{code}m{text}\x1b[0m"),
            Self::Plain => text.to_owned(),
        }
    }
}

/// Writes the matrix.
pub fn write(report: &Report, style: Style) -> String {
    let mut out = String::new();
    let info = &report.target.server_info;
    let itself = match (info["name"].as_str(), info["version"].as_str()) {
        (Some(name), Some(version)) => format!(" ({} {})", visible(name), visible(version)),
        _ => String::new(),
    };
    let _ = writeln!(
        out,
        "{}{itself}\nproofhouse {}, seed {}\n",
        style.paint("1", &visible(&report.target.name)),
        report.suite.version,
        report.seed
    );
    write_areas(&mut out, report, style);
    write_complaints(&mut out, report, style);
    write_unseen(&mut out, report, style);
    write_sums(&mut out, report, style);
    out
}

/// A grid a transport: side by side, all revisions over all transports would be wider than a terminal.
fn write_areas(out: &mut String, report: &Report, style: Style) {
    let columns = report.columns();
    let mut transports: Vec<&str> = columns.iter().map(|(transport, _)| *transport).collect();
    transports.dedup();
    for (at, transport) in transports.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let own: Vec<_> = columns
            .iter()
            .copied()
            .filter(|(of, _)| of == transport)
            .collect();
        write_grid(out, report, &own, style);
    }
}

fn write_grid(out: &mut String, report: &Report, columns: &[(&str, &str)], style: Style) {
    let transport = columns.first().map_or("", |(transport, _)| transport);
    let mut areas: Vec<&str> = Vec::new();
    for (id, rows) in by_check(report) {
        let area = area_of(id);
        if !areas.contains(&area) && rows.keys().any(|(of, _)| *of == transport) {
            areas.push(area);
        }
    }
    let grid: Vec<Vec<(usize, String)>> = areas
        .iter()
        .map(|area| {
            columns
                .iter()
                .map(|column| cell(&rows_of(report, area, *column), style))
                .collect()
        })
        .collect();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, (_, revision))| {
            let cells = grid.iter().map(|line| line[at].0);
            cells.chain([revision.len()]).max().unwrap_or(0) + GAP
        })
        .collect();
    let revisions = columns
        .iter()
        .map(|(_, revision)| (revision.len(), (*revision).to_owned()));
    write_line(out, transport, revisions, &widths);
    for (area, line) in areas.into_iter().zip(grid) {
        write_line(out, area, line.into_iter(), &widths);
    }
}

fn rows_of<'r>(report: &'r Report, area: &str, (transport, revision): (&str, &str)) -> Vec<&'r RowPart> {
    let rows = report
        .rows
        .iter()
        .filter(|row| area_of(&row.check) == area && row.transport == transport && row.revision == revision);
    rows.collect()
}

/// One line of the grid: texts with how wide they are without escape sequences.
fn write_line(out: &mut String, head: &str, texts: impl Iterator<Item = (usize, String)>, widths: &[usize]) {
    let _ = write!(out, "{head:<AREA_WIDTH$}");
    for ((plain, painted), width) in texts.zip(widths) {
        out.push_str(&painted);
        out.push_str(&" ".repeat(width - plain));
    }
    trim_end(out);
    out.push('\n');
}

fn trim_end(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
}

fn area_of(id: &str) -> &str {
    id.split_once('.').map_or(id, |(area, _)| area)
}

/// What a cell of the grid says, and how wide it is without escape sequences.
fn cell(rows: &[&RowPart], style: Style) -> (usize, String) {
    let count = |verdict: &str| rows.iter().filter(|row| row.verdict == verdict).count();
    let kinds = [
        ("error", "error", "35;1"),
        ("fail", "FAIL", "31;1"),
        ("warn", "warn", "33"),
        ("inconclusive", "?", "36"),
        ("pass", "pass", "32"),
    ];
    let parts: Vec<(String, &str)> = kinds
        .into_iter()
        .map(|(verdict, word, code)| (count(verdict), word, code))
        .filter(|(count, ..)| *count > 0)
        .map(|(count, word, code)| (format!("{count} {word}"), code))
        .collect();
    if parts.is_empty() {
        let shown = if rows.is_empty() { "" } else { "n/a" };
        return (shown.len(), shown.to_owned());
    }
    let width = parts.iter().map(|(text, _)| text.len()).sum::<usize>() + parts.len() - 1;
    let painted: Vec<String> = parts.iter().map(|(text, code)| style.paint(code, text)).collect();
    (width, painted.join(" "))
}

/// Rows that say the same of the same check are shown once, with the columns that they stand in.
fn write_complaints(out: &mut String, report: &Report, style: Style) {
    let mut groups: Vec<Vec<&RowPart>> = Vec::new();
    for row in report.complaints() {
        let alike = |other: &RowPart| {
            (
                &other.check,
                other.verdict,
                other.expected,
                &other.level,
                said(other),
            ) == (&row.check, row.verdict, row.expected, &row.level, said(row))
        };
        match groups.iter_mut().find(|group| alike(group[0])) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    for group in groups {
        write_complaint(out, &group, style);
    }
}

fn said(row: &RowPart) -> Option<&str> {
    row.finding.as_ref().map(|finding| finding.says.as_str())
}

fn write_complaint(out: &mut String, group: &[&RowPart], style: Style) {
    let row = group[0];
    let (word, code) = match (row.verdict, row.expected) {
        (_, true) => ("expected", "2"),
        ("fail", _) => ("FAIL", "31;1"),
        ("warn", _) => ("warn", "33"),
        _ => ("error", "35;1"),
    };
    let _ = writeln!(
        out,
        "\n{} {} [{}, {}] in {}",
        style.paint(code, word),
        row.check,
        row.severity,
        row.level,
        columns_of(group)
    );
    let _ = writeln!(out, "  held to: {}", row.summary);
    if let Some(reason) = &row.reason {
        let _ = writeln!(out, "  {}", visible(reason));
    }
    if let Some(finding) = &row.finding {
        let _ = writeln!(out, "  seen:    {}", visible(&finding.says));
        for evidence in finding.evidence.iter().take(3) {
            let _ = writeln!(
                out,
                "  wire:    {} exchange {} \"{}\": {} → {}",
                evidence.transcript,
                evidence.exchange,
                evidence.label,
                visible(&evidence.sent),
                visible(&evidence.received)
            );
        }
        let _ = writeln!(out, "  why:     {} ({})", row.source, row.requirement);
        let _ = writeln!(out, "  mend:    {}", finding.remedy);
        let _ = writeln!(out, "  again:   {}", finding.reproduce);
    }
}

/// The columns of some rows, in words: `2025-11-25 over stdio, 2026-07-28 over stdio`.
fn columns_of(rows: &[&RowPart]) -> String {
    let columns: Vec<String> = rows
        .iter()
        .map(|row| format!("{} over {}", row.revision, row.transport))
        .collect();
    columns.join(", ")
}

fn write_unseen(out: &mut String, report: &Report, style: Style) {
    let mut reasons: Vec<(&str, Vec<&RowPart>)> = Vec::new();
    for row in report.rows.iter().filter(|row| row.verdict == "inconclusive") {
        let reason = row.reason.as_deref().unwrap_or_default();
        match reasons.iter_mut().find(|(found, _)| *found == reason) {
            Some((_, rows)) => rows.push(row),
            None => reasons.push((reason, vec![row])),
        }
    }
    for (reason, rows) in reasons {
        let first = rows[0];
        let more = if rows.len() > 1 {
            format!(" and {} more", rows.len() - 1)
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "\n{} {} in {} over {}{more}\n  {}",
            style.paint("36", "not looked at"),
            first.check,
            first.revision,
            first.transport,
            visible(reason)
        );
    }
}

fn write_sums(out: &mut String, report: &Report, style: Style) {
    let coverage = &report.coverage;
    let counts = &coverage.verdicts;
    if !coverage.critical_not_looked_at.is_empty() {
        let list = coverage.critical_not_looked_at.join(", ");
        let _ = writeln!(
            out,
            "\n{}: {list}",
            style.paint("36;1", "critical and not looked at")
        );
    }
    if report.interrupted {
        let _ = writeln!(out, "\n{}", style.paint("33;1", "The run was interrupted."));
    }
    let _ = writeln!(
        out,
        "\nlooked at {} of {} applicable MUST rows, {} of {} SHOULD rows",
        coverage.must.looked_at,
        coverage.must.applicable,
        coverage.should.looked_at,
        coverage.should.applicable
    );
    let _ = writeln!(
        out,
        "{} pass, {} fail, {} warn, {} inconclusive, {} not applicable, {} error",
        counts.pass, counts.fail, counts.warn, counts.inconclusive, counts.not_applicable, counts.error
    );
}

/// Text of a target's without characters that would act on a terminal or reorder what is read.
fn visible(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if character.is_control() || super::reorders(character) {
            out.extend(character.escape_default());
        } else {
            out.push(character);
        }
    }
    out
}

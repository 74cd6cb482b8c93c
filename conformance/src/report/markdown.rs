//! `matrix.md`: every row, and every finding with its evidence.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Looked, Report, RowPart};

/// Writes the matrix.
pub fn write(report: &Report) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", escape(&report.target.name));
    let info = &report.target.server_info;
    if let (Some(name), Some(version)) = (info["name"].as_str(), info["version"].as_str()) {
        let _ = writeln!(out, "It calls itself {} {}.", escape(name), escape(version));
    }
    let _ = writeln!(
        out,
        "Judged by proofhouse {} (catalogue {}) with seed {}.\n",
        report.suite.version, report.suite.catalogue, report.seed
    );
    match report.target.egress {
        Some("trace") => out.push_str("Its connections were watched by its system calls.\n\n"),
        Some(_) => out.push_str("Its connections were watched by a proxy that it was told to use.\n\n"),
        None => {}
    }
    if report.interrupted {
        out.push_str("**The run was interrupted: what is inconclusive was not looked at.**\n\n");
    }
    write_coverage(&mut out, report);
    write_rows(&mut out, report);
    write_findings(&mut out, report);
    out
}

fn write_coverage(out: &mut String, report: &Report) {
    let coverage = &report.coverage;
    let line = |looked: Looked| format!("{} of {}", looked.looked_at, looked.applicable);
    let _ = writeln!(
        out,
        "Looked at {} applicable MUST rows and {} SHOULD rows.",
        line(coverage.must),
        line(coverage.should)
    );
    if !coverage.critical_not_looked_at.is_empty() {
        let _ = writeln!(
            out,
            "Critical and not looked at: {}.",
            coverage.critical_not_looked_at.join(", ")
        );
    }
    let counts = &coverage.verdicts;
    let _ = writeln!(
        out,
        "\n| pass | fail | warn | inconclusive | not applicable | error |\n|--:|--:|--:|--:|--:|--:|\n| {} | {} | {} | {} | {} | {} |\n",
        counts.pass, counts.fail, counts.warn, counts.inconclusive, counts.not_applicable, counts.error
    );
}

/// The rows of one check, by transport and revision.
pub type Cells<'r> = BTreeMap<(&'r str, &'r str), &'r RowPart>;

/// Rows by area and check, with the verdict in each column.
pub fn by_check(report: &Report) -> Vec<(&str, Cells<'_>)> {
    let mut checks: Vec<(&str, Cells<'_>)> = Vec::new();
    for row in &report.rows {
        let column = (row.transport.as_str(), row.revision.as_str());
        match checks.iter_mut().find(|(id, _)| *id == row.check) {
            Some((_, cells)) => {
                cells.insert(column, row);
            }
            None => checks.push((row.check.as_str(), BTreeMap::from([(column, row)]))),
        }
    }
    checks.sort_by_key(|(id, _)| order_of(id));
    checks
}

fn order_of(id: &str) -> usize {
    crate::checks::all()
        .position(|check| check.id == id)
        .unwrap_or(usize::MAX)
}

fn write_rows(out: &mut String, report: &Report) {
    let columns = report.columns();
    out.push_str("| check | severity |");
    for (transport, revision) in &columns {
        let _ = write!(out, " {revision} {transport} |");
    }
    out.push_str("\n|---|---|");
    out.push_str(&"---|".repeat(columns.len()));
    out.push('\n');
    for (id, cells) in by_check(report) {
        let severity = cells.values().next().map_or("", |row| row.severity);
        let _ = write!(out, "| {id} | {severity} |");
        for column in &columns {
            let _ = write!(out, " {} |", cells.get(column).map_or("", |row| word(row)));
        }
        out.push('\n');
    }
}

fn word(row: &RowPart) -> &'static str {
    match row.verdict {
        "fail" if row.expected => "fail (expected)",
        "fail" => "**fail**",
        "not-applicable" => "–",
        other => other,
    }
}

fn write_findings(out: &mut String, report: &Report) {
    let complaints: Vec<_> = report.complaints().collect();
    if complaints.is_empty() {
        return;
    }
    out.push_str("\n## Findings\n");
    for row in complaints {
        let _ = writeln!(
            out,
            "\n### {} in {} over {}: {}\n",
            row.check, row.revision, row.transport, row.verdict
        );
        let _ = writeln!(
            out,
            "{} ({}, {}): {}.\n",
            row.requirement,
            row.level,
            row.severity,
            escape(&row.summary)
        );
        if let Some(reason) = &row.reason {
            let _ = writeln!(out, "{}\n", escape(reason));
        }
        let Some(finding) = &row.finding else { continue };
        let _ = writeln!(out, "Seen: {}.\n", escape(&finding.says));
        for evidence in &finding.evidence {
            let _ = writeln!(
                out,
                "- [{}]({}) exchange {} \"{}\": sent {}, received {}",
                evidence.transcript,
                evidence.transcript,
                evidence.exchange,
                evidence.label,
                evidence.sent,
                evidence.received
            );
        }
        let _ = writeln!(
            out,
            "\nSource: {}\n\nRemedy: {}\n\n    {}",
            row.source, finding.remedy, finding.reproduce
        );
    }
}

/// Text of a target's, made harmless in Markdown.
fn escape(text: &str) -> String {
    text.chars()
        .flat_map(|character| {
            let special = matches!(
                character,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#'
            );
            let shown = if character.is_control() || super::reorders(character) {
                ' '
            } else {
                character
            };
            special.then_some('\\').into_iter().chain([shown])
        })
        .collect()
}

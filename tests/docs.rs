//! The pages of `docs/` that are generated, held fresh.
//!
//! `PROOFHOUSE_WRITE_DOCS=1 cargo test --test suite docs` writes them anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use conformance::catalogue::{self, Requirement};
use conformance::check::Check;
use conformance::checks;
use conformance::ledger::{self, Reason};
use conformance::revision::{Cell, Revision, Transport};
use targets::flaws;

#[test]
fn the_page_of_checks_is_fresh() {
    fresh("checks.md", &checks_page());
}

#[test]
fn the_grid_of_mutants_and_checks_is_fresh() {
    fresh("mutants.md", &mutants_page());
}

#[test]
fn the_page_of_coverage_is_fresh() {
    fresh("coverage.md", &coverage_page());
}

#[expect(
    clippy::disallowed_methods,
    reason = "a developer asks for the pages to be written"
)]
fn fresh(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var("PROOFHOUSE_WRITE_DOCS").is_ok() {
        std::fs::write(&path, text).expect("docs can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "docs/{name} is stale; PROOFHOUSE_WRITE_DOCS=1 cargo test --test suite docs"
    );
}

fn checks_page() -> String {
    let mut out = format!(
        "# Checks\n\n\
         Generated from the checks and the catalogue; do not edit.\n\
         `proofhouse explain ID` says more of each: sources, statement, examples.\n\
         {} checks, each failed by at least one of the mutants in [mutants.md](mutants.md).\n",
        checks::all().count()
    );
    let mut failed_by: BTreeMap<&str, usize> = BTreeMap::new();
    for id in flaws::ALL.iter().flat_map(|flaw| flaw.fails) {
        *failed_by.entry(id).or_default() += 1;
    }
    let mut area = "";
    for check in checks::all() {
        if check.area() != area {
            area = check.area();
            let _ = writeln!(
                out,
                "\n## {area}\n\n| check | a pass says | severity | holds in | requirement | mutants |\n|---|---|---|---|---|--:|"
            );
        }
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} |",
            check.id,
            check.summary.replace('|', "\\|"),
            check.severity.as_str(),
            levels(check),
            check.requirements.join(", "),
            failed_by.get(check.id).copied().unwrap_or_default()
        );
    }
    out
}

/// The revisions that a check covers, each with the specification's word there.
fn levels(check: &Check) -> String {
    let mut found: Vec<String> = Vec::new();
    for revision in Revision::ALL {
        let row = cells(revision).find_map(|cell| check.requirement_in(cell));
        if let Some(variant) = row.and_then(|row| row.in_revision(revision)) {
            found.push(format!("{revision} {}", variant.level(revision)));
        }
    }
    found.join(", ")
}

fn cells(revision: Revision) -> impl Iterator<Item = Cell> {
    Transport::ALL
        .into_iter()
        .map(move |transport| Cell { revision, transport })
}

fn mutants_page() -> String {
    let mut out = format!(
        "# Mutants\n\n\
         Generated from the flaws; do not edit.\n\
         Each mutant is the reference server with one thing changed.\n\
         The kill matrix, a test, holds that each of these {} mutants fails or warns in exactly the checks named here, and that the reference server does so in none.\n\
         `proofhouse serve-reference --flaw ID` serves one.\n\n\
         | mutant | what it does | complained of by |\n|---|---|---|\n",
        flaws::ALL.len()
    );
    for flaw in flaws::ALL {
        let fails: Vec<String> = flaw.fails.iter().map(|id| format!("`{id}`")).collect();
        let fails = if fails.is_empty() {
            "nothing: the specification allows it".to_owned()
        } else {
            fails.join(", ")
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {fails} |",
            flaw.id,
            flaw.summary.replace('|', "\\|")
        );
    }
    out
}

/// How a server requirement stands in one revision.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// A check reaches it there.
    Covered,
    /// No check cites it.
    Listed,
    /// A check cites it, but not over the transports it has there.
    OutOfReach,
    /// It does not hold there.
    Absent,
}

/// Which requirement a check reaches in which column.
static REACHED: LazyLock<BTreeSet<(&str, Cell)>> = LazyLock::new(|| {
    let mut reached = BTreeSet::new();
    for check in checks::all() {
        for cell in Revision::ALL.into_iter().flat_map(cells) {
            if let Some(row) = check.requirement_in(cell) {
                reached.insert((row.id.as_str(), cell));
            }
        }
    }
    reached
});

fn standing(requirement: &Requirement, revision: Revision) -> Standing {
    if requirement.in_revision(revision).is_none() {
        Standing::Absent
    } else if ledger::find(&requirement.id).is_some() {
        Standing::Listed
    } else if cells(revision).any(|cell| REACHED.contains(&(requirement.id.as_str(), cell))) {
        Standing::Covered
    } else {
        Standing::OutOfReach
    }
}

fn of_servers(area: &str) -> Vec<&'static Requirement> {
    let of_area = |row: &&Requirement| row.role == "server" && (area.is_empty() || row.area == area);
    catalogue::all().iter().filter(of_area).collect()
}

fn coverage_page() -> String {
    let mut out = String::from(
        "# Coverage\n\n\
         Generated from the catalogue, the checks and the ledger; do not edit.\n\
         Every server requirement is either cited by a check or stands in the ledger, `conformance/requirements/ledger/`, with a reason.\n\
         `proofhouse list --uncovered` prints the ledger, `proofhouse explain ID` a requirement.\n",
    );
    write_matrix(&mut out);
    write_reasons(&mut out);
    write_out_of_reach(&mut out);
    write_ledger(&mut out);
    out
}

fn write_matrix(out: &mut String) {
    let dark: Vec<&str> = Revision::ALL
        .iter()
        .filter(|revision| !Revision::ALL.contains(revision))
        .map(|revision| revision.as_str())
        .collect();
    out.push_str(
        "\n## Areas and revisions\n\n\
         Each field counts the requirements that hold in that revision: reached by a check over one transport at least / in the ledger; a dash says that none does.\n",
    );
    if !dark.is_empty() {
        let _ = writeln!(
            out,
            "No conversation is held in {}; what is counted as reached there is reached once one is.",
            dark.join(", ")
        );
    }
    let names = Revision::ALL.map(Revision::as_str).join(" | ");
    let _ = writeln!(
        out,
        "\n| area | requirements | cited | ledger | {names} |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    );
    for (area, _) in catalogue::AREAS {
        write_matrix_row(out, area, &of_servers(area));
    }
    write_matrix_row(out, "**all**", &of_servers(""));
}

fn write_matrix_row(out: &mut String, name: &str, rows: &[&Requirement]) {
    if rows.is_empty() {
        return;
    }
    let listed = rows.iter().filter(|row| ledger::find(&row.id).is_some()).count();
    let fields = Revision::ALL.map(|revision| {
        let count = |wanted| {
            rows.iter()
                .filter(|row| standing(row, revision) == wanted)
                .count()
        };
        match (count(Standing::Absent) == rows.len(), count(Standing::Covered)) {
            (true, _) => "–".to_owned(),
            (false, covered) => format!("{covered} / {}", count(Standing::Listed)),
        }
    });
    let _ = writeln!(
        out,
        "| {name} | {} | {} | {listed} | {} |",
        rows.len(),
        rows.len() - listed,
        fields.join(" | ")
    );
}

fn write_reasons(out: &mut String) {
    out.push_str("\n## Reasons\n\n| reason | requirements | it says |\n|---|--:|---|\n");
    for reason in Reason::ALL {
        let count = ledger::all()
            .iter()
            .filter(|entry| entry.reason == reason)
            .count();
        let _ = writeln!(out, "| {} | {count} | {} |", reason.as_str(), reason.meaning());
    }
}

fn write_out_of_reach(out: &mut String) {
    let cited = |row: &&Requirement| ledger::find(&row.id).is_none();
    let mut lines = String::new();
    for row in of_servers("").into_iter().filter(cited) {
        let parts: Vec<String> = Transport::ALL
            .into_iter()
            .filter_map(|transport| out_of_reach(row, transport))
            .collect();
        if !parts.is_empty() {
            let _ = writeln!(lines, "| `{}` | {} |", row.id, parts.join("; "));
        }
    }
    if !lines.is_empty() {
        let _ = write!(
            out,
            "\n## Cited, but out of reach\n\n\
             The conversations of the checks that cite these are not held in every column in which they show.\n\n\
             | requirement | columns without a check |\n|---|---|\n{lines}"
        );
    }
}

/// The revisions in which a requirement shows over a transport and no check reaches it there.
fn out_of_reach(row: &Requirement, transport: Transport) -> Option<String> {
    let missed: Vec<&str> = Revision::ALL
        .into_iter()
        .map(|revision| Cell { revision, transport })
        .filter(|cell| row.in_cell(*cell).is_some() && !REACHED.contains(&(row.id.as_str(), *cell)))
        .map(|cell| cell.revision.as_str())
        .collect();
    (!missed.is_empty()).then(|| format!("{} over {transport}", missed.join(", ")))
}

fn write_ledger(out: &mut String) {
    out.push_str("\n## The ledger\n");
    for (area, _) in ledger::FILES {
        let entries = ledger::all().iter().filter(|entry| entry.area == *area);
        let mut head = format!("\n### {area}\n\n| requirement | reason | why |\n|---|---|---|\n");
        for entry in entries {
            out.push_str(&std::mem::take(&mut head));
            let _ = writeln!(
                out,
                "| `{}` | {} | {} |",
                entry.id,
                entry.reason.as_str(),
                entry.says.replace('|', "\\|")
            );
        }
    }
}

//! The pages of `docs/` that are generated, held fresh.
//!
//! `PROOFHOUSE_WRITE_DOCS=1 cargo test --test suite docs` writes them anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use conformance::check::Check;
use conformance::checks;
use conformance::revision::Revision;
use targets::flaws;

#[test]
fn the_page_of_checks_is_fresh() {
    fresh("checks.md", &checks_page());
}

#[test]
fn the_grid_of_mutants_and_checks_is_fresh() {
    fresh("mutants.md", &mutants_page());
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
        let transports = conformance::revision::Transport::ALL;
        let cells = transports.map(|transport| conformance::revision::Cell { revision, transport });
        let row = cells.into_iter().find_map(|cell| check.requirement_in(cell));
        if let Some(variant) = row.and_then(|row| row.in_revision(revision)) {
            found.push(format!("{revision} {}", variant.level(revision)));
        }
    }
    found.join(", ")
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

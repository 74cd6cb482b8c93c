//! `proofhouse list --uncovered`: the ledger as a command.

use conformance::ledger;
use tempfile::tempdir;

use crate::command::run;

/// The ids in a listing: what is not indented.
fn ids(stdout: &str) -> Vec<&str> {
    let heads = stdout.lines().filter(|line| !line.starts_with(' '));
    heads.filter_map(|line| line.split_whitespace().next()).collect()
}

#[test]
fn every_requirement_without_a_check_is_listed_in_catalogue_order() {
    let folder = tempdir().expect("a folder");
    let ran = run(folder.path(), &["list", "--uncovered"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let expected: Vec<&str> = ledger::all().iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids(&ran.stdout), expected);
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 100));
    let sum = format!("{} requirements without a check: ", expected.len());
    assert!(ran.stderr.starts_with(&sum), "{}", ran.stderr);
}

#[test]
fn requirements_without_a_check_are_chosen_by_area_or_id() {
    let folder = tempdir().expect("a folder");
    if let Some(first) = ledger::all().first() {
        let same_area = ledger::all().iter().filter(|entry| entry.area == first.area);
        let same_area: Vec<&str> = same_area.map(|entry| entry.id.as_str()).collect();
        let ran = run(folder.path(), &["list", "--uncovered", first.area]);
        assert_eq!(ids(&ran.stdout), same_area);
        let ran = run(folder.path(), &["list", "--uncovered", &first.id]);
        assert_eq!(ids(&ran.stdout), [first.id.as_str()]);
    }
    let ran = run(folder.path(), &["list", "--uncovered", "no-such-area"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.stderr, "error: no requirement without a check matches\n");
}

#[test]
fn an_explained_requirement_without_a_check_says_why() {
    let folder = tempdir().expect("a folder");
    let Some(entry) = ledger::all().first() else {
        return;
    };
    let ran = run(folder.path(), &["explain", &entry.id]);
    let expected = format!(
        "Looked at by: no check ({}). {}\n",
        entry.reason.as_str(),
        entry.says
    );
    assert!(ran.stdout.ends_with(&expected), "{}", ran.stdout);
}

//! Same suite, same seed, same target behaviour: the same bytes.

use std::path::Path;

use tempfile::tempdir;

use crate::command::run;
use crate::files::mutant;

fn reports(folder: &Path, words: &[&str]) -> (String, String) {
    let ran = run(folder, words);
    assert!(matches!(ran.code, 0 | 1), "{}\n{}", ran.stdout, ran.stderr);
    let read = |name: &str| {
        std::fs::read_to_string(folder.join("proofhouse-out").join(name)).expect("it was written")
    };
    (read("report.json"), read("matrix.md"))
}

#[test]
fn two_runs_with_one_seed_give_the_same_bytes_whatever_the_number_of_jobs() {
    let folder = tempdir().expect("a folder");
    let first = reports(folder.path(), &["run", "--jobs", "8"]);
    for jobs in ["1", "3", "8"] {
        assert!(
            reports(folder.path(), &["run", "--jobs", jobs]) == first,
            "--jobs {jobs} gives other bytes"
        );
    }
}

#[test]
fn findings_are_the_same_bytes_too() {
    let folder = tempdir().expect("a folder");
    for flaw in [
        "accepts-any-audience",
        "session-ids-sequential",
        "dies-on-deep-nesting",
        "replays-other-stream",
    ] {
        let target = mutant(folder.path(), Some(flaw)).display().to_string();
        let first = reports(folder.path(), &["run", &target, "--jobs", "8"]);
        assert!(first.0.contains("\"verdict\":\"fail\""), "{flaw} is not found");
        assert!(
            reports(folder.path(), &["run", &target, "--jobs", "1"]) == first,
            "{flaw} gives other bytes"
        );
    }
}

#[test]
fn another_seed_sends_other_bytes_and_comes_to_the_same_verdicts() {
    let folder = tempdir().expect("a folder");
    let (zero, _) = reports(folder.path(), &["run", "--seed", "0"]);
    let (one, _) = reports(folder.path(), &["run", "--seed", "1"]);
    assert_ne!(zero, one);
    assert_eq!(zero.replace("\"seed\":0", ""), one.replace("\"seed\":1", ""));
}

#[test]
fn choosing_fewer_checks_changes_no_verdict_of_the_others() {
    let folder = tempdir().expect("a folder");
    let rows = |text: &str| {
        let report: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
        let rows = report["rows"].as_array().expect("it has rows").clone();
        rows.into_iter()
            .filter(|row| row["check"].as_str().is_some_and(|id| id.starts_with("session.")))
            .collect::<Vec<_>>()
    };
    let (whole, _) = reports(folder.path(), &["run"]);
    let (part, _) = reports(folder.path(), &["run", "--only", "session.*"]);
    assert!(!rows(&whole).is_empty());
    assert_eq!(rows(&whole), rows(&part));
}

#[test]
fn the_report_satisfies_its_published_schema() {
    let folder = tempdir().expect("a folder");
    let schema = serde_json::from_str(conformance::report::SCHEMA).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema compiles");
    for flaw in [None, Some("accepts-any-audience"), Some("dies-on-deep-nesting")] {
        let target = mutant(folder.path(), flaw).display().to_string();
        let (report, _) = reports(folder.path(), &["run", &target]);
        let report = serde_json::from_str(&report).expect("the report is JSON");
        let errors: Vec<_> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

//! The conformance suite of the protocol's own project against the reference server, by `tests/official/run`.
//! `tests/official/install` installs it; without that the trials are listed as ignored.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};

/// The revisions that the suite has sets of requirements for.
const REQUIREMENTS: &[&str] = &["2025-11-25", "2026-07-28"];

pub fn trials() -> impl Iterator<Item = Trial> {
    let is_there = folder().join(".installed/.pin").exists();
    REQUIREMENTS.iter().map(move |requirements| {
        Trial::test(
            format!("the_official_suite_scores_no_failure_for_{requirements}"),
            move || judged(requirements),
        )
        .with_ignored_flag(!is_there)
    })
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/official")
}

fn judged(requirements: &str) -> Result<(), Failed> {
    let ran = Command::new(folder().join("run"))
        .arg(requirements)
        .env("PROOFHOUSE", env!("CARGO_BIN_EXE_proofhouse"))
        .output()?;
    if ran.status.success() {
        return Ok(());
    }
    let printed = [ran.stdout, ran.stderr].concat();
    Err(String::from_utf8_lossy(&printed).into_owned().into())
}

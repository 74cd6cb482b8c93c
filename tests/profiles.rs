//! Profiles are frozen, name checks that exist, and are run exactly.

use std::collections::BTreeSet;

use conformance::checks;
use conformance::profile::{self, Profile};
use conformance::revision::{Cell, Revision, Transport};
use sha2::{Digest as _, Sha256};

use crate::command;

/// What each profile was frozen as. A line here changes only for a profile that no release had yet.
const FROZEN: &[(&str, &str)] = &[
    ("core", "281150e79fb10aaa"),
    ("transport-http", "fcf86467333c78bb"),
    ("transport-stdio", "b5b96bf0f3a8db62"),
    ("sessions", "56493eeda600e69b"),
    ("resource-server", "380cb77903af4b7b"),
    ("stateless", "903ef0a5b4f2a004"),
];

fn digest(profile: &Profile) -> String {
    let mut hash = Sha256::new();
    hash.update(profile.transports.join(" "));
    for (revision, ids) in &profile.checks {
        hash.update(format!("\n{revision}\n{}", ids.join("\n")));
    }
    let bytes = hash.finalize();
    let (first, _) = bytes.split_first_chunk().expect("32 bytes");
    format!("{:016x}", u64::from_be_bytes(*first))
}

#[test]
fn a_frozen_profile_never_changes() {
    let found: Vec<(&str, String)> = profile::all()
        .iter()
        .map(|profile| (profile.name.as_str(), digest(profile)))
        .collect();
    let frozen: Vec<(&str, String)> = FROZEN
        .iter()
        .map(|(name, digest)| (*name, (*digest).to_owned()))
        .collect();
    assert_eq!(
        found, frozen,
        "certificates speak of what is frozen: write a new profile instead"
    );
}

#[test]
fn a_profile_names_checks_that_count_in_its_columns() {
    let mut wrong = Vec::new();
    for profile in profile::all() {
        for (revision, ids) in &profile.checks {
            let revision: Revision = revision.parse().expect("a revision");
            let transports = profile
                .transports
                .iter()
                .map(|name| name.parse::<Transport>().expect("a transport"));
            let cells: Vec<Cell> = transports.map(|transport| Cell { revision, transport }).collect();
            let unique: BTreeSet<&String> = ids.iter().collect();
            if unique.len() != ids.len() {
                wrong.push(format!("{} in {revision} names a check twice", profile.name));
            }
            for id in ids {
                let check = checks::find(id);
                let counts = |check: &conformance::check::Check| {
                    cells.iter().any(|cell| check.requirement_in(*cell).is_some())
                };
                if !check.is_some_and(counts) {
                    wrong.push(format!("{} in {revision}: {id}", profile.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_profile_is_run_exactly_and_judged_again_exactly() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = command::run(
        folder.path(),
        &["run", "--profile", "transport-stdio", "--out", "out"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let text = std::fs::read_to_string(folder.path().join("out/report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(report["suite"]["profile"], "transport-stdio");
    let stdio = profile::find("transport-stdio").expect("it is known");
    let rows = report["rows"].as_array().expect("rows");
    let found: BTreeSet<(String, String)> = rows
        .iter()
        .map(|row| {
            assert_eq!(row["transport"], "stdio");
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            (text("revision"), text("check"))
        })
        .collect();
    let meant: BTreeSet<(String, String)> = stdio
        .checks
        .iter()
        .flat_map(|(revision, ids)| ids.iter().map(move |id| (revision.clone(), id.clone())))
        .collect();
    assert_eq!(found, meant);
    let judged = command::run(folder.path(), &["judge", "out"]);
    assert!(judged.stderr.contains("says the same"), "{}", judged.stderr);
}

#[test]
fn an_unknown_profile_is_an_error_that_names_the_known_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = command::run(folder.path(), &["run", "--profile", "cor"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("core, transport-http"), "{}", ran.stderr);
}

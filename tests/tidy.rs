//! Conventions that no compiler holds.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use conformance::{catalogue, checks};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package lies in the workspace")
        .to_owned()
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let skipped = [
            "target",
            ".git",
            ".installed",
            ".venv",
            "node_modules",
            "proofhouse-out",
        ]
        .contains(&name.as_str());
        match path.is_dir() {
            true if !skipped => files_below(&path, found),
            false => found.push(path),
            true => {}
        }
    }
}

#[test]
fn every_check_lies_in_the_file_of_its_id_and_every_file_is_in_a_table() {
    let folder = root().join("conformance/src/checks");
    let mut files = Vec::new();
    files_below(&folder, &mut files);
    let on_disk: BTreeSet<String> = files
        .iter()
        .filter(|file| file.file_name().is_some_and(|name| name != "mod.rs"))
        .map(|file| {
            file.strip_prefix(&folder)
                .expect("it lies below")
                .display()
                .to_string()
        })
        .collect();
    let in_tables: BTreeSet<String> = checks::all()
        .map(|check| format!("{}.rs", check.id.replace('-', "_").replace('.', "/")))
        .collect();
    assert_eq!(on_disk, in_tables);
}

#[test]
fn check_ids_are_unique_and_everything_about_a_check_is_said() {
    let mut seen = BTreeSet::new();
    for check in checks::all() {
        assert!(seen.insert(check.id), "{} twice", check.id);
        assert!(
            check.remedy.len() > 20 && check.remedy.ends_with('.'),
            "{}: the remedy is a sentence",
            check.id
        );
        assert!(
            !check.summary.is_empty() && !check.summary.ends_with('.'),
            "{}: the summary is a fragment",
            check.id
        );
        assert!(!check.requirements.is_empty(), "{} looks at nothing", check.id);
        for id in check.requirements {
            assert!(
                catalogue::find(id).is_some(),
                "{}: {id} is not in the catalogue",
                check.id
            );
        }
        assert!(
            conformance::example::first_cell(check).is_some(),
            "{} covers no column",
            check.id
        );
    }
}

#[test]
fn probe_names_are_unique_and_every_probe_feeds_a_check() {
    let mut seen = BTreeSet::new();
    for probe in conformance::probes::all() {
        assert!(seen.insert(probe.name), "{} twice", probe.name);
        assert!(probe.hold.is_some(), "{} holds nothing", probe.name);
        assert!(
            checks::all().any(|check| check.probe.name == probe.name),
            "{} feeds no check",
            probe.name
        );
    }
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    let mut files = Vec::new();
    files_below(&root(), &mut files);
    let forbidden = [
        concat!("/wor", "k/"),
        concat!("../sha", "red"),
        concat!("/roo", "t/"),
    ];
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        for word in forbidden {
            assert!(!text.contains(word), "{} names {word:?}", file.display());
        }
    }
}

#[test]
fn only_transport_touches_sockets_and_processes() {
    let folder = root().join("conformance/src");
    let mut files = Vec::new();
    files_below(&folder, &mut files);
    for file in files {
        let path = file
            .strip_prefix(&folder)
            .expect("it lies below")
            .display()
            .to_string();
        // Launching waits for a port; the command handles ctrl-C.
        let lawful = path.starts_with("transport/") || path == "launch.rs" || path.starts_with("bin/");
        let text = std::fs::read_to_string(&file).expect("it is text");
        let touches = [
            "tokio::net",
            "tokio::process",
            "std::net::Tcp",
            "std::process::Command",
            "AsyncWriteExt",
        ];
        let found = touches.into_iter().find(|word| text.contains(word));
        assert!(lawful || found.is_none(), "{path} uses {found:?}");
    }
}

#[test]
fn judges_and_reports_are_pure() {
    for folder in ["checks", "transcript", "report"] {
        let mut files = Vec::new();
        files_below(&root().join("conformance/src").join(folder), &mut files);
        for file in files {
            let text = std::fs::read_to_string(&file).expect("it is text");
            for word in [
                "async ",
                ".await",
                "std::env",
                "std::fs",
                "std::time",
                "rand_chacha",
                "tokio::",
            ] {
                assert!(!text.contains(word), "{} uses {word:?}", file.display());
            }
        }
    }
}

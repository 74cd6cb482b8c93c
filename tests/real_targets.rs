//! Servers that nobody here wrote. A target whose packages are not installed is reported as not run, never
//! as passed; `targets/external/install` installs them all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::{TempDir, tempdir};

use crate::command::run;

/// Which of a target's installed folders must exist.
fn installed(name: &str) -> bool {
    external().join(".installed").join(name).exists()
}

fn external() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../targets/external")
}

/// Verdicts by check, over all columns.
struct Looked {
    rows: Vec<serde_json::Value>,
    folder: TempDir,
}

impl Looked {
    fn with(&self, verdict: &str) -> BTreeMap<String, String> {
        let rows = self.rows.iter().filter(|row| row["verdict"] == verdict);
        rows.map(|row| {
            let says = row["finding"]["says"].as_str().or(row["reason"].as_str()).unwrap_or_default();
            let place = format!("{} {} {}", text(&row["check"]), text(&row["revision"]), text(&row["transport"]));
            (place, says.to_owned())
        })
        .collect()
    }

    fn failed(&self, check: &str) -> bool {
        self.with("fail").keys().any(|place| place.starts_with(&format!("{check} ")))
    }

    fn passed(&self, check: &str) -> bool {
        self.with("pass").keys().any(|place| place.starts_with(&format!("{check} ")))
    }
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn look(package: &str, target: &str) -> Option<Looked> {
    if !installed(package) {
        eprintln!("not run: {target} is not installed (targets/external/install)");
        return None;
    }
    let folder = tempdir().expect("a folder");
    let file = external().join(target).display().to_string();
    let ran = run(folder.path(), &["run", &file]);
    assert!(matches!(ran.code, 0 | 1), "{target}: {}\n{}", ran.stdout, ran.stderr);
    let report = std::fs::read_to_string(folder.path().join("proofhouse-out/report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("it is JSON");
    Some(Looked { rows: report["rows"].as_array().expect("it has rows").clone(), folder })
}

/// Token defects that every one of the six configurations refuses.
const REFUSED_BY_ALL: &[&str] = &[
    "authorization.algorithm-none",
    "authorization.algorithm-confusion",
    "authorization.expired",
    "authorization.signature",
    "authorization.unknown-key",
    "authorization.untrusted-issuer",
    "authorization.token-in-query",
];

/// The audience checks that tell the right configuration from the wrong one.
const AUDIENCE: &[&str] = &[
    "authorization.foreign-audience",
    "authorization.audience-missing",
    "authorization.audience-list-foreign",
    "authorization.audience-prefix",
];

fn pair(package: &str, right: &str, wrong: &str) {
    let Some(right_side) = look(package, right) else { return };
    let Some(wrong_side) = look(package, wrong) else { return };
    for check in AUDIENCE {
        assert!(right_side.passed(check) && !right_side.failed(check), "{right}: {check}: {:?}", right_side.with("fail"));
        assert!(wrong_side.failed(check), "{wrong}: {check} does not fail");
        let severities = wrong_side.rows.iter().filter(|row| row["check"] == *check).map(|row| text(&row["severity"]));
        assert!(severities.into_iter().all(|severity| severity == "critical"), "{check} is not critical");
    }
    for check in REFUSED_BY_ALL {
        for (name, side) in [(right, &right_side), (wrong, &wrong_side)] {
            assert!(side.passed(check) && !side.failed(check), "{name}: {check}: {:?}", side.with("fail"));
        }
    }
}

#[test]
fn fastmcp_is_told_apart_with_and_without_an_audience() {
    pair("fastmcp", "fastmcp.toml", "fastmcp-no-audience.toml");
}

#[test]
fn the_python_sdk_is_told_apart_with_and_without_token_resource_validation() {
    pair("python-sdk", "python-sdk.toml", "python-sdk-no-audience.toml");
}

#[test]
fn the_typescript_sdk_is_told_apart_with_and_without_an_expected_resource() {
    pair("typescript-sdk", "typescript-sdk.toml", "typescript-sdk-no-audience.toml");
}

#[test]
fn servers_that_check_host_and_origin_are_not_accused() {
    for (package, target) in [("python-sdk", "python-sdk.toml"), ("typescript-sdk", "typescript-sdk.toml")] {
        let Some(looked) = look(package, target) else { continue };
        let complaints = looked.with("fail").into_iter().chain(looked.with("warn"));
        let about: Vec<_> = complaints.filter(|(place, _)| place.contains("origin") || place.contains("host")).collect();
        assert!(about.is_empty(), "{target}: {about:?}");
    }
}

#[test]
fn server_everything_replays_other_streams_and_serves_foreign_origins() {
    let Some(looked) = look("everything", "everything-http.toml") else { return };
    assert!(looked.failed("resumption.other-stream"), "{:?}", looked.with("fail"));
    assert!(looked.failed("transport-http.origin-rejected"), "{:?}", looked.with("fail"));
    assert!(looked.folder.path().join("proofhouse-out/transcripts").exists());
}

#[test]
fn real_servers_give_the_same_report_twice_and_with_any_number_of_jobs() {
    for (package, target) in [
        ("everything", "everything-http.toml"),
        ("everything", "everything-stdio.toml"),
        ("fastmcp", "fastmcp.toml"),
        ("python-sdk", "python-sdk.toml"),
        ("typescript-sdk", "typescript-sdk.toml"),
    ] {
        if !installed(package) {
            eprintln!("not run: {target} is not installed (targets/external/install)");
            continue;
        }
        let file = external().join(target).display().to_string();
        let bytes = |jobs: &str| {
            let folder = tempdir().expect("a folder");
            run(folder.path(), &["run", &file, "--jobs", jobs]);
            let read = |name: &str| std::fs::read(folder.path().join("proofhouse-out").join(name)).expect("written");
            (read("report.json"), read("matrix.md"))
        };
        let first = bytes("8");
        assert!(bytes("8") == first, "{target} differs between two runs");
        assert!(bytes("1") == first, "{target} differs with one job");
    }
}

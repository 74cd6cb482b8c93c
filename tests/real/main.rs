//! Servers that nobody here wrote. A target whose packages are not installed is listed as ignored, so that the
//! runner reports it as not run and never as passed; `targets/external/install` installs them all.

#[path = "../command.rs"]
mod command;
mod examples;
mod official;
mod published;
mod traced;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use tempfile::tempdir;

use command::run;

/// The target files, each with the folder that its packages are installed in.
const TARGETS: &[(&str, &str)] = &[
    ("everything", "everything-http.toml"),
    ("everything", "everything-stdio.toml"),
    ("everything", "everything-sse.toml"),
    ("fastmcp", "fastmcp.toml"),
    ("fastmcp", "fastmcp-no-audience.toml"),
    ("fastmcp", "fastmcp-stdio.toml"),
    ("fastmcp", "fastmcp-sse.toml"),
    ("python-sdk", "python-sdk.toml"),
    ("python-sdk", "python-sdk-no-audience.toml"),
    ("python-sdk", "python-sdk-stdio.toml"),
    ("python-sdk", "python-sdk-sse.toml"),
    ("typescript-sdk", "typescript-sdk.toml"),
    ("typescript-sdk", "typescript-sdk-no-audience.toml"),
    ("typescript-sdk", "typescript-sdk-stdio.toml"),
];

/// Target files whose findings are all in their baseline, or that have none there. Each is looked at once and in one
/// revision, so that all of them together take no longer than a few of the others.
const KNOWN: &[(&str, &str)] = &[
    ("bridges", "bridges-mcp-proxy"),
    ("bridges", "bridges-mcp-proxy-sse"),
    ("bridges", "bridges-supergateway"),
    ("datacommons", "datacommons"),
    ("fastapi-mcp", "fastapi-mcp"),
    ("fastmcp-npm", "fastmcp-npm"),
    ("mcp-proxy", "mcp-proxy"),
    ("python-sdk-v1", "python-sdk-v1"),
    ("reference-servers", "reference-servers-filesystem"),
    ("reference-servers", "reference-servers-memory"),
    ("reference-servers", "reference-servers-sequential-thinking"),
    ("reference-servers-python", "reference-servers-fetch"),
    ("reference-servers-python", "reference-servers-git"),
    ("reference-servers-python", "reference-servers-time"),
    ("typescript-sdk-v1", "typescript-sdk-v1-stateful"),
    ("typescript-sdk-v1", "typescript-sdk-v1-stateless"),
    ("typescript-sdk-v1", "typescript-sdk-v1-json"),
    ("typescript-sdk-v1", "typescript-sdk-v1-polling"),
    ("typescript-sdk-v1", "typescript-sdk-v1-sse"),
];

/// Target files with findings that no baseline names, because their maintainers have the first word. Some of them depend
/// on who is faster.
const CONCLUSIVE: &[(&str, &str)] = &[
    ("datacommons", "datacommons-stdio"),
    ("delinea-mcp", "delinea-mcp"),
    ("mcp-use", "mcp-use"),
    ("python-sdk-v1", "python-sdk-v1-stdio"),
    ("python-sdk-v1", "python-sdk-v1-sse"),
];

/// A right and a wrong configuration of one server: it checks the audience of tokens, or not.
const PAIRS: &[(&str, &str, &str)] = &[
    ("fastmcp", "fastmcp.toml", "fastmcp-no-audience.toml"),
    ("python-sdk", "python-sdk.toml", "python-sdk-no-audience.toml"),
    (
        "typescript-sdk",
        "typescript-sdk.toml",
        "typescript-sdk-no-audience.toml",
    ),
];

/// Servers that check `Host` and `Origin`.
const GUARDED: &[(&str, &str)] = &[
    ("python-sdk", "python-sdk.toml"),
    ("typescript-sdk", "typescript-sdk.toml"),
];

fn main() -> ExitCode {
    let pairs = PAIRS.iter().map(|&(package, right, wrong)| {
        trial(
            package,
            format!("{package}_is_told_apart_with_and_without_its_audience_check"),
            move || {
                pair(right, wrong);
            },
        )
    });
    let guarded = GUARDED.iter().map(|&(package, target)| {
        trial(
            package,
            format!("{package}_is_not_accused_on_host_and_origin"),
            move || guarded(target),
        )
    });
    let repeated = TARGETS.iter().map(|&(package, target)| {
        let name = target.trim_end_matches(".toml").replace('-', "_");
        trial(
            package,
            format!("{name}_gives_the_same_report_with_eight_jobs_and_with_one"),
            move || {
                repeats(target);
            },
        )
    });
    let everything = trial(
        "everything",
        "everything_replays_other_streams_and_serves_foreign_origins".to_owned(),
        everything_is_caught,
    );
    let known = KNOWN.iter().map(|&(package, target)| {
        let name = target.replace('-', "_");
        trial(
            package,
            format!("{name}_does_what_its_baseline_says_and_no_worse"),
            move || known(target),
        )
    });
    let conclusive = CONCLUSIVE.iter().map(|&(package, target)| {
        let name = target.replace('-', "_");
        trial(package, format!("{name}_is_looked_at_to_the_end"), move || {
            let (ran, _folder) = look_once(target);
            assert!(
                matches!(ran.code, 0 | 1),
                "{target}: {}\n{}",
                ran.stdout,
                ran.stderr
            );
        })
    });
    let columns = trial(
        "typescript-sdk",
        "typescript-sdk_takes_good_tokens_in_every_column".to_owned(),
        takes_good_tokens,
    );
    let proxied = trial(
        "fastmcp",
        "fastmcp_oauth_proxy_is_told_apart_with_and_without_consent".to_owned(),
        proxied,
    );
    let owned = trial(
        "typescript-sdk-v1",
        "typescript-sdk-v1_oauth_is_told_apart_with_and_without_strict".to_owned(),
        owned,
    );
    let trials = pairs
        .chain(guarded)
        .chain(repeated)
        .chain([proxied, owned, columns]);
    let trials = trials.chain(known).chain(conclusive).chain([everything]);
    let trials = trials
        .chain(examples::trials())
        .chain(official::trials())
        .chain(published::trials())
        .chain(traced::trials())
        .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn trial(package: &str, name: String, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        test();
        Ok(())
    })
    .with_ignored_flag(!is_installed(package))
}

/// Whether a package was installed to the end: its pins are written last.
fn is_installed(package: &str) -> bool {
    external().join(".installed").join(package).join(".pin").is_file()
}

fn external() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../targets/external")
}

/// Verdicts by check, over all columns.
struct Looked {
    rows: Vec<serde_json::Value>,
}

impl Looked {
    /// What a run left in its folder.
    fn read(folder: &Path) -> Self {
        let report = std::fs::read_to_string(folder.join("proofhouse-out/report.json")).expect("a report");
        let report: serde_json::Value = serde_json::from_str(&report).expect("it is JSON");
        Self {
            rows: report["rows"].as_array().expect("it has rows").clone(),
        }
    }

    fn with(&self, verdict: &str) -> BTreeMap<String, String> {
        let rows = self.rows.iter().filter(|row| row["verdict"] == verdict);
        rows.map(|row| {
            let says = row["finding"]["says"]
                .as_str()
                .or(row["reason"].as_str())
                .unwrap_or_default();
            let place = format!(
                "{} {} {}",
                text(&row["check"]),
                text(&row["revision"]),
                text(&row["transport"])
            );
            (place, says.to_owned())
        })
        .collect()
    }

    fn failed(&self, check: &str) -> bool {
        self.with("fail")
            .keys()
            .any(|place| place.starts_with(&format!("{check} ")))
    }

    fn passed(&self, check: &str) -> bool {
        self.with("pass")
            .keys()
            .any(|place| place.starts_with(&format!("{check} ")))
    }
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A run in every column, of the checks that match these globs.
fn look(target: &str, only: &[&str]) -> Looked {
    let folder = tempdir().expect("a folder");
    let file = external().join(target).display().to_string();
    let globs = only.iter().flat_map(|glob| ["--only", *glob]);
    let arguments: Vec<&str> = ["run", &file].into_iter().chain(globs).collect();
    let ran = run(folder.path(), &arguments);
    assert!(
        matches!(ran.code, 0 | 1),
        "{target}: {}\n{}",
        ran.stdout,
        ran.stderr
    );
    Looked::read(folder.path())
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

fn pair(right: &str, wrong: &str) {
    let [right_side, wrong_side] = [right, wrong].map(|target| look(target, &["authorization.*"]));
    for check in AUDIENCE {
        assert!(
            right_side.passed(check) && !right_side.failed(check),
            "{right}: {check}: {:?}",
            right_side.with("fail")
        );
        assert!(wrong_side.failed(check), "{wrong}: {check} does not fail");
        let severities = wrong_side
            .rows
            .iter()
            .filter(|row| row["check"] == *check)
            .map(|row| text(&row["severity"]));
        assert!(
            severities.into_iter().all(|severity| severity == "critical"),
            "{check} is not critical"
        );
    }
    for check in REFUSED_BY_ALL {
        for (name, side) in [(right, &right_side), (wrong, &wrong_side)] {
            assert!(
                side.passed(check) && !side.failed(check),
                "{name}: {check}: {:?}",
                side.with("fail")
            );
        }
    }
}

/// The checks of a server that sends people on to another authorization server; a cookie is for one that remembers.
const PROXY: &[&str] = &[
    "authorization.proxy-consent",
    "authorization.proxy-consent-page",
    "authorization.proxy-redirect-exact",
    "authorization.proxy-state",
    "authorization.proxy-state-after-consent",
];

fn proxied() {
    let look = |target: &str| {
        let folder = tempdir().expect("a folder");
        let file = external().join(target).display().to_string();
        let only = ["--only", "authorization.proxy-*", "--revision", "2025-11-25"];
        run(folder.path(), &[&["run", &file][..], &only].concat());
        Looked::read(folder.path())
    };
    let asks = look("fastmcp-oauth-proxy.toml");
    let remembers = look("fastmcp-oauth-proxy-remember.toml");
    for check in PROXY {
        for side in [&asks, &remembers] {
            let (failed, open) = (side.with("fail"), side.with("inconclusive"));
            assert!(
                side.passed(check) && !side.failed(check),
                "{check}: {failed:?} {open:?}"
            );
        }
    }
    assert!(remembers.passed("authorization.proxy-cookie"));
    let never = look("fastmcp-oauth-proxy-no-consent.toml");
    for check in ["authorization.proxy-consent", "authorization.proxy-state"] {
        assert!(never.failed(check), "{check} does not fail");
    }
    assert!(never.passed("authorization.proxy-redirect-exact"));
}

/// A server that keeps the keys of the issuer for a while: that they changed in one column must not spoil the next.
fn takes_good_tokens() {
    let folder = tempdir().expect("a folder");
    let file = external().join("typescript-sdk.toml").display().to_string();
    run(folder.path(), &["run", &file]);
    let unclear = Looked::read(folder.path()).with("inconclusive");
    // How long it keeps them is its own affair.
    let is_refused =
        |place: &str, why: &str| why.contains("401") && !place.starts_with("authorization.jwks-");
    let refused: Vec<_> = unclear
        .iter()
        .filter(|(place, why)| is_refused(place, why))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Two configurations of a server with an authorization server of its own, which makes tokens for whatever is asked for.
fn owned() {
    let look = |target: &str| {
        let folder = tempdir().expect("a folder");
        let file = external().join(target).display().to_string();
        run(folder.path(), &["run", &file, "--only", "authorization.own-*"]);
        Looked::read(folder.path())
    };
    let lax = look("typescript-sdk-v1-oauth.toml");
    assert!(lax.failed("authorization.own-issuer-audience"));
    let strict = look("typescript-sdk-v1-oauth-strict.toml");
    assert!(!strict.failed("authorization.own-issuer-audience"));
    for side in [&lax, &strict] {
        let check = "authorization.own-token-forged";
        assert!(
            side.passed(check) && !side.failed(check),
            "{:?}",
            side.with("fail")
        );
    }
}

fn guarded(target: &str) {
    let looked = look(target, &["*origin*", "*host*", "transport-http.rebound-page"]);
    let complaints = looked.with("fail").into_iter().chain(looked.with("warn"));
    let about: Vec<_> = complaints
        .filter(|(place, _)| place.contains("origin") || place.contains("host"))
        .collect();
    assert!(about.is_empty(), "{about:?}");
    assert!(
        looked.passed("transport-http.origin-rejected"),
        "{:?}",
        looked.with("inconclusive")
    );
}

fn everything_is_caught() {
    let checks = [
        "resumption.no-cross-stream-replay",
        "transport-http.origin-rejected",
    ];
    let looked = look("everything-http.toml", &checks);
    for check in checks {
        assert!(looked.failed(check), "{check}: {:?}", looked.with("fail"));
    }
}

fn known(target: &str) {
    let (ran, _folder) = look_once(target);
    assert_eq!(ran.code, 0, "{target}: {}\n{}", ran.stdout, ran.stderr);
}

/// A run in one revision, held against the baseline of the target if it has one.
fn look_once(target: &str) -> (command::Ran, tempfile::TempDir) {
    let folder = tempdir().expect("a folder");
    let file = external().join(format!("{target}.toml")).display().to_string();
    let baseline = external().join(format!("baselines/{target}.toml"));
    let path = baseline.display().to_string();
    let mut arguments = vec!["run", &file, "--revision", "2025-06-18"];
    if baseline.exists() {
        arguments.extend(["--baseline", &path]);
    }
    (run(folder.path(), &arguments), folder)
}

fn repeats(target: &str) {
    let file = external().join(target).display().to_string();
    let bytes = |jobs: &str| {
        let folder = tempdir().expect("a folder");
        // In one column of each transport: a server over stdio is started anew for each conversation.
        run(
            folder.path(),
            &["run", &file, "--revision", "2025-11-25", "--jobs", jobs],
        );
        let read =
            |name: &str| std::fs::read(folder.path().join("proofhouse-out").join(name)).expect("written");
        (read("report.json"), read("matrix.md"))
    };
    let first = bytes("8");
    // Eight jobs and one: two runs, and two orders of everything that can be reordered.
    let second = bytes("1");
    let lines = |matrix: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(matrix);
        text.lines().map(str::to_owned).collect()
    };
    let (eight, one) = (lines(&first.1), lines(&second.1));
    let differ: Vec<_> = eight
        .iter()
        .filter(|line| !one.contains(line))
        .chain(one.iter().filter(|line| !eight.contains(line)))
        .collect();
    assert!(second == first, "differs between two runs: {differ:#?}");
}

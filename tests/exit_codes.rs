//! The exit codes, each provoked once, and baselines.

use conformance::baseline::Baseline;
use conformance::check::{Check, Severity, Verdict};
use conformance::run::Selection;
use conformance::transport::http::Endpoint;
use conformance::{checks, exit, record, report, run as engine};
use targets::poles::{self, Pole};
use tempfile::tempdir;

use crate::command::run;
use crate::files::{mutant, verdict, written};

const ORIGIN: &str = "transport-http.origin-rejected";

#[test]
fn the_embedded_reference_server_is_as_expected() {
    let folder = tempdir().expect("a folder");
    let ran = run(folder.path(), &["run"]);
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.contains("0 fail, 0 warn, 0 inconclusive"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_finding_exits_with_1_and_says_what_to_do() {
    let folder = tempdir().expect("a folder");
    let target = mutant(folder.path(), Some("origin-ignored"));
    let ran = run(
        folder.path(),
        &["run", &target.display().to_string(), "--only", ORIGIN],
    );
    assert_eq!(ran.code, 1, "{}\n{}", ran.stdout, ran.stderr);
    assert_eq!(verdict(folder.path(), ORIGIN), "fail");
    for part in [
        "FAIL transport-http.origin-rejected",
        "wire:",
        "mend:",
        "again:   proofhouse run mutant.toml --only",
    ] {
        assert!(ran.stdout.contains(part), "{part} is not in\n{}", ran.stdout);
    }
}

#[test]
fn an_expected_finding_exits_with_0_and_a_stale_one_with_1() {
    let folder = tempdir().expect("a folder");
    let entry = format!("[[expected]]\ncheck = \"{ORIGIN}\"\nreason = \"known, and being mended\"\n");
    let baseline = written(folder.path(), "baseline.toml", &entry)
        .display()
        .to_string();
    let flawed = mutant(folder.path(), Some("origin-ignored"))
        .display()
        .to_string();
    let ran = run(
        folder.path(),
        &["run", &flawed, "--only", ORIGIN, "--baseline", &baseline],
    );
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    let mended = mutant(folder.path(), None).display().to_string();
    let ran = run(
        folder.path(),
        &["run", &mended, "--only", ORIGIN, "--baseline", &baseline],
    );
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains(&format!("stale baseline entry: {ORIGIN} is no longer \"fail\"")),
        "{}",
        ran.stderr
    );
    // What comes and goes is expected, and is not missed.
    let entry = format!("{entry}varies = true\n");
    let varying = written(folder.path(), "varying.toml", &entry)
        .display()
        .to_string();
    for target in [&flawed, &mended] {
        let ran = run(
            folder.path(),
            &["run", target, "--only", ORIGIN, "--baseline", &varying],
        );
        assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    }
    // What was not looked at may hold still.
    let ran = run(
        folder.path(),
        &[
            "run",
            &mended,
            "--only",
            "ping.empty-result",
            "--baseline",
            &baseline,
        ],
    );
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
}

#[test]
fn a_baseline_that_is_misspelt_or_gives_no_reason_exits_with_2_and_says_which_entry() {
    let folder = tempdir().expect("a folder");
    for (entry, says) in [
        (
            "check = \"transport-http.origin-regected\"\nreason = \"x\"",
            "did you mean \"transport-http.origin-rejected\"?",
        ),
        (
            "check = \"transport-http.origin-rejected\"",
            "entry 1 (transport-http.origin-rejected): it has no reason",
        ),
        ("chek = \"x\"", "unknown field `chek`"),
    ] {
        let baseline = written(
            folder.path(),
            "baseline.toml",
            &format!("[[expected]]\n{entry}\n"),
        );
        let ran = run(
            folder.path(),
            &["run", "--baseline", &baseline.display().to_string()],
        );
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    let folder = tempdir().expect("a folder");
    for (words, says) in [
        (vec!["run", "--only", "nothing.*"], "no check matches nothing.*"),
        (vec!["run", "--revision", "2025-13-01"], "is no revision"),
        (vec!["run", "--url", "ftp://127.0.0.1/"], "not http or https"),
        (vec!["run", "--command", ""], "--command names no program"),
        (vec!["run", "--jobs", "0"], "0 is not in 1..=256"),
        (
            vec!["run", "missing.toml"],
            "failed to read the target file missing.toml",
        ),
        (
            vec!["explain", "authorization.foreign-audiense"],
            "did you mean \"authorization.foreign-audience\"?",
        ),
        (vec!["judge", "nowhere"], "failed to read nowhere"),
    ] {
        let ran = run(folder.path(), &words);
        assert_eq!(ran.code, 2, "{words:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(says), "{words:?}: {}", ran.stderr);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_port_exits_with_3() {
    let folder = tempdir().expect("a folder");
    let pole = poles::start(Pole::ClosedPort).await.expect("it starts");
    let url = pole.url();
    let path = folder.path().to_owned();
    let ran = tokio::task::spawn_blocking(move || run(&path, &["run", "--url", &url]))
        .await
        .expect("it ends");
    assert_eq!(ran.code, 3, "{}\n{}", ran.stdout, ran.stderr);
    assert!(
        ran.stderr.contains("nothing answers at http://127.0.0.1:"),
        "{}",
        ran.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_shows_nothing_exits_with_4() {
    let folder = tempdir().expect("a folder");
    let pole = poles::start(Pole::ServerError).await.expect("it starts");
    let url = pole.url();
    let path = folder.path().to_owned();
    let ran = tokio::task::spawn_blocking(move || run(&path, &["run", "--url", &url]))
        .await
        .expect("it ends");
    assert_eq!(ran.code, 4, "{}\n{}", ran.stdout, ran.stderr);
}

/// A judge with a bug.
static BROKEN: Check = Check {
    id: "ping.broken",
    requirements: &["PING-EMPTY-RESULT"],
    summary: "a judge of ours has a bug",
    severity: Severity::Low,
    probe: &conformance::probes::WHOLE_RUN,
    needs: &[],
    judge: |_| panic!("of ours"),
    remedy: "Mend the judge.",
    classes: &[],
    examples: &[],
};

#[test]
fn a_judge_that_panics_exits_with_70_and_sinks_nothing_else() {
    let folder = tempdir().expect("a folder");
    assert_eq!(
        run(folder.path(), &["run", "--only", "ping.empty-result"]).code,
        0
    );
    let recorded = record::read(&folder.path().join("proofhouse-out")).expect("it was recorded");
    let sound = checks::find("ping.empty-result").expect("it is a check");
    let selection = Selection {
        profile: None,
        checks: vec![&BROKEN, sound],
    };
    let rows = engine::judge(&recorded.outcome, &selection);
    let of = |id: &str| {
        rows.iter()
            .filter(|row| row.check.id == id)
            .map(|row| &row.judgement)
            .collect::<Vec<_>>()
    };
    assert!(!of(BROKEN.id).is_empty());
    let blamed = |judgement: &&Result<(), Verdict>| matches!(judgement, Err(Verdict::Error(text)) if text == "a judge panicked: of ours");
    assert!(of(BROKEN.id).iter().all(blamed), "{:?}", of(BROKEN.id));
    assert!(
        of(sound.id).iter().all(|judgement| judgement.is_ok()),
        "{:?}",
        of(sound.id)
    );
    let report = report::build(&recorded.source, &recorded.outcome, &rows, &Baseline::default());
    assert_eq!(exit::code(&report, &rows, &[], false, &[]), 70);
}

#[test]
fn the_recorded_transcripts_are_judged_as_they_were_in_the_run() {
    let folder = tempdir().expect("a folder");
    let target = mutant(folder.path(), Some("accepts-any-audience"))
        .display()
        .to_string();
    assert_eq!(
        run(folder.path(), &["run", &target, "--only", "authorization.*"]).code,
        1
    );
    let ran = run(folder.path(), &["judge", "proofhouse-out"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("the recorded report.json says the same"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stdout.contains("FAIL authorization.foreign-audience"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_report_that_does_not_say_what_its_transcripts_say_is_found_out() {
    let folder = tempdir().expect("a folder");
    let target = mutant(folder.path(), Some("accepts-any-audience"))
        .display()
        .to_string();
    run(folder.path(), &["run", &target, "--only", "authorization.*"]);
    let path = folder.path().join("proofhouse-out/report.json");
    let forged = std::fs::read_to_string(&path)
        .expect("a report")
        .replace("\"verdict\":\"fail\"", "\"verdict\":\"pass\"");
    std::fs::write(&path, forged).expect("it is writable");
    let ran = run(folder.path(), &["judge", "proofhouse-out"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("does not say what its transcripts say"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_recorded_conversation_is_held_again() {
    let folder = tempdir().expect("a folder");
    let target = mutant(folder.path(), Some("origin-ignored"))
        .display()
        .to_string();
    assert_eq!(run(folder.path(), &["run", &target, "--only", ORIGIN]).code, 1);
    let transcripts =
        std::fs::read_dir(folder.path().join("proofhouse-out/transcripts")).expect("transcripts");
    let names = transcripts.map(|entry| entry.expect("an entry").path());
    let probe = conformance::checks::find(ORIGIN)
        .expect("the check exists")
        .probe
        .name;
    let record = names
        .into_iter()
        .find(|path| path.ends_with(format!("2025-11-25.streamable-http.{probe}.txt")));
    let record = record
        .expect("its conversation is recorded")
        .display()
        .to_string();
    let ran = run(folder.path(), &["replay", "--record", &record, &target]);
    assert_eq!(ran.code, 1, "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains(&format!("{ORIGIN}: fail")), "{}", ran.stdout);
}

#[test]
fn every_command_shows_an_example_in_its_help() {
    let folder = tempdir().expect("a folder");
    for command in [
        "run",
        "list",
        "explain",
        "judge",
        "replay",
        "auth-server",
        "serve-reference",
    ] {
        let ran = run(folder.path(), &[command, "--help"]);
        assert_eq!(ran.code, 0);
        assert!(ran.stdout.contains("Example"), "{command}: {}", ran.stdout);
    }
}

#[test]
fn an_endpoint_is_written_as_a_request_wants_it() {
    let endpoint = Endpoint::at("http://127.0.0.1:8080/mcp?x=1".parse().expect("a URL"));
    assert_eq!(endpoint.authority(), "127.0.0.1:8080");
    assert_eq!(endpoint.target(), "/mcp?x=1");
    assert_eq!(endpoint.origin(), "http://127.0.0.1:8080");
}

#[test]
fn tools_that_are_not_marked_read_only_are_called_when_that_is_allowed() {
    for (more, expected) in [(&[][..], false), (&["--allow-side-effects"][..], true)] {
        let folder = tempdir().expect("a folder");
        let column = ["--revision", "2025-06-18", "--transport", "stdio"];
        let words = [&["run", "--only", "tools.definitions-stable"][..], &column, more].concat();
        let ran = run(folder.path(), &words);
        assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
        let transcripts = std::fs::read_dir(folder.path().join("proofhouse-out/transcripts"));
        let called = transcripts.expect("they were written").any(|file| {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("it is text");
            text.contains(r#""method":"tools/call","params":{"name":"revise""#)
        });
        assert_eq!(called, expected, "{words:?}");
    }
}

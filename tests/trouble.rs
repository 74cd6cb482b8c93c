//! Bad input and hostile servers: one clear message or verdict each, no orphan, and the record is kept.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use targets::poles::{self, Pole};
use tempfile::tempdir;

use crate::command::{proofhouse, ran, run};
use crate::files::written;

fn launching(folder: &Path, script: &str, more: &str) -> String {
    let text = format!("name = \"trouble\"\n[launch]\ncommand = [\"sh\", \"-c\", '''{script}''']\n{more}");
    written(folder, "trouble.toml", &text).display().to_string()
}

fn reference() -> String {
    format!(
        "exec '{}' serve-reference --port {{port}}",
        env!("CARGO_BIN_EXE_proofhouse")
    )
}

#[test]
fn an_unknown_key_names_the_nearest_known_one() {
    let folder = tempdir().expect("a folder");
    let file = written(folder.path(), "t.toml", "[launch]\ncomand = [\"x\"]\n")
        .display()
        .to_string();
    let ran = run(folder.path(), &["run", &file]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.stderr,
        "error: unknown key \"comand\" in [launch]\nhint: did you mean \"command\"?\n"
    );
}

#[test]
fn a_command_that_does_not_exist_is_named() {
    let folder = tempdir().expect("a folder");
    for transport in ["http", "stdio"] {
        let text = format!("[launch]\ncommand = [\"no-such-program\"]\ntransport = \"{transport}\"\n");
        let file = written(folder.path(), "t.toml", &text).display().to_string();
        let ran = run(folder.path(), &["run", &file]);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(
            ran.stderr
                .starts_with("error: failed to start \"no-such-program\""),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_server_that_ends_before_it_listens_exits_with_3_and_its_last_words() {
    let folder = tempdir().expect("a folder");
    let file = launching(folder.path(), "echo cannot bind >&2; exit 7", "");
    let ran = run(folder.path(), &["run", &file]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("ended before it listened") && ran.stderr.contains("cannot bind"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_server_that_never_listens_exits_with_3_after_its_time() {
    let folder = tempdir().expect("a folder");
    let file = launching(
        folder.path(),
        "echo $$ > pid; exec tail -f /dev/null",
        "ready_within = \"300ms\"\n",
    );
    let ran = run(folder.path(), &["run", &file]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("did not listen on its port within 300 ms"),
        "{}",
        ran.stderr
    );
    assert_gone(folder.path(), "pid");
}

#[test]
fn a_port_that_somebody_took_is_replaced_by_another() {
    let folder = tempdir().expect("a folder");
    let script = format!(
        "if [ ! -e tried ]; then : > tried; echo 'Address already in use' >&2; exit 1; fi; {}",
        reference()
    );
    let file = launching(folder.path(), &script, "");
    let ran = run(folder.path(), &["run", &file, "--only", "ping.*"]);
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
}

#[test]
fn a_server_that_dies_during_a_probe_is_found_and_started_again() {
    let folder = tempdir().expect("a folder");
    let script = format!("{} --flaw dies-on-deep-nesting", reference());
    let file = launching(folder.path(), &script, "");
    let ran = run(folder.path(), &["run", &file]);
    assert_eq!(ran.code, 1, "{}\n{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.contains("FAIL jsonrpc.deep-nesting-survived"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_server_that_does_not_come_back_keeps_what_was_found() {
    let folder = tempdir().expect("a folder");
    let script = format!(
        "if [ -e started ]; then echo 'the lock is held' >&2; exit 1; fi; : > started; {} --flaw dies-on-deep-nesting",
        reference()
    );
    let file = launching(folder.path(), &script, "");
    let ran = run(folder.path(), &["run", &file, "--only", "jsonrpc.*"]);
    assert_eq!(ran.code, 3, "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("the lock is held"), "{}", ran.stderr);
    assert!(ran.stdout.contains("The run was interrupted."), "{}", ran.stdout);
    assert!(ran.stdout.contains("jsonrpc"), "{}", ran.stdout);
    let report = std::fs::read_to_string(folder.path().join("proofhouse-out/report.json"));
    assert!(report.expect("it is written").contains("\"pass\""));
}

#[test]
fn a_stdio_server_that_dies_at_once_shows_nothing_and_passes_nothing() {
    let folder = tempdir().expect("a folder");
    let ran = run(folder.path(), &["run", "--command", "sh -c 'exit 3'"]);
    assert!(matches!(ran.code, 3 | 4), "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("0 pass, 0 fail"), "{}", ran.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_answers_costs_little_and_passes_nothing() {
    let folder = tempdir().expect("a folder");
    let pole = poles::start(Pole::NeverAnswers).await.expect("it starts");
    let (url, path) = (pole.url(), folder.path().to_owned());
    let words = move || run(&path, &["run", "--url", &url, "--answer-within", "500ms"]);
    let ran = tokio::task::spawn_blocking(words).await.expect("it ends");
    assert_eq!(ran.code, 3, "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("0 pass, 0 fail"), "{}", ran.stdout);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempdir().expect("a folder");
    written(folder.path(), "taken", "a file where a folder should be");
    let ran = run(folder.path(), &["run", "--only", "ping.*", "--out", "taken"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("failed to write taken/transcripts"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_full_disk_is_an_error_that_names_the_file() {
    let folder = tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("out/transcripts")).expect("a folder");
    std::os::unix::fs::symlink("/dev/full", folder.path().join("out/report.json")).expect("a link");
    let ran = run(folder.path(), &["run", "--only", "ping.*", "--out", "out"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("failed to write out/report.json: No space left on device"),
        "{}",
        ran.stderr
    );
    assert!(
        folder.path().join("out/transcripts/index.json").exists(),
        "what was written before is kept"
    );
    assert!(
        ran.stdout.contains("ping"),
        "what was found is shown: {}",
        ran.stdout
    );
}

#[test]
fn ctrl_c_keeps_the_record_and_leaves_no_orphan() {
    let folder = tempdir().expect("a folder");
    // A server that listens and then never answers.
    let script = "echo $$ > pid; exec python3 -c 'import socket,signal; s=socket.socket(); s.bind((\"127.0.0.1\",{port})); s.listen(50); signal.pause()'";
    let file = launching(folder.path(), script, "");
    let child = proofhouse(folder.path())
        .args(["run", &file, "--answer-within", "60s"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // The server is connected to once its pid file exists and somebody is connected; the run hangs from then on.
    wait_for(|| connected(folder.path()));
    let id = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
        .expect("a pid");
    rustix::process::kill_process(id, rustix::process::Signal::INT).expect("it runs");
    let ran = ran(&child.wait_with_output().expect("it ends"));
    assert_eq!(ran.code, 130, "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("The run was interrupted."), "{}", ran.stdout);
    let transcripts =
        std::fs::read_dir(folder.path().join("proofhouse-out/transcripts")).expect("they are kept");
    assert!(transcripts.count() > 1, "no conversation was kept");
    assert_gone(folder.path(), "pid");
}

/// Whether the server in `folder` has an established connection: its port stands in the kernel's table.
fn connected(folder: &Path) -> bool {
    let Ok(pid) = std::fs::read_to_string(folder.join("pid")) else {
        return false;
    };
    let Ok(command) = std::fs::read_to_string(format!("/proc/{}/cmdline", pid.trim())) else {
        return false;
    };
    let Some(port) = command
        .split("\"127.0.0.1\",")
        .nth(1)
        .and_then(|rest| rest.split(')').next()?.parse::<u16>().ok())
    else {
        return false;
    };
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let ours = format!("0100007F:{port:04X}");
    // 01 is an established connection.
    table
        .lines()
        .filter(|line| line.split_whitespace().nth(3) == Some("01"))
        .filter(|line| line.contains(&ours))
        .count()
        > 0
}

fn assert_gone(folder: &Path, name: &str) {
    let pid = std::fs::read_to_string(folder.join(name)).expect("the server wrote its pid");
    let state = format!("/proc/{}/stat", pid.trim());
    wait_for(|| !Path::new(&state).exists());
}

/// Waits until something is so, at most ten seconds.
#[expect(
    clippy::disallowed_methods,
    reason = "a test waits for another process, with a deadline"
)]
fn wait_for(is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !is_so() {
        assert!(Instant::now() < deadline, "it did not come to be");
        std::thread::yield_now();
    }
}

//! A launched server whose system calls are read. Where `strace` is not installed these are listed as ignored.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};

use libtest_mimic::Trial;
use tempfile::tempdir;

use super::{Looked, text};
use crate::command::run;

pub fn trials() -> impl Iterator<Item = Trial> {
    let is_there = Command::new("strace")
        .arg("-V")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    ["http", "stdio"].into_iter().map(move |transport| {
        let name = format!("a_connection_past_the_proxy_is_seen_of_a_server_over_{transport}");
        let test = move || {
            seen(transport);
            Ok(())
        };
        Trial::test(name, test).with_ignored_flag(!is_there)
    })
}

/// A server that calls home before it serves, and heeds no variables.
fn seen(transport: &str) {
    let home = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let home = home.local_addr().expect("it has an address").to_string();
    for (watch, allowed, verdict, says) in [
        (
            "trace",
            "",
            "fail",
            format!("connected to {home:?}, which the target file does not declare"),
        ),
        ("trace", home.as_str(), "pass", String::new()),
        (
            "proxy",
            "",
            "inconclusive",
            "nothing came to the proxy that the server was told to use".to_owned(),
        ),
    ] {
        let folder = tempdir().expect("a folder");
        let looked = look(folder.path(), transport, watch, &home, allowed);
        assert!(!looked.rows.is_empty(), "it was not looked at");
        for row in &looked.rows {
            let told = row["finding"]["says"].as_str().or(row["reason"].as_str());
            assert_eq!(
                (text(&row["verdict"]), told.unwrap_or_default()),
                (verdict, says.as_str()),
                "{watch}, {allowed:?} allowed"
            );
        }
    }
}

fn look(folder: &std::path::Path, transport: &str, watch: &str, home: &str, allowed: &str) -> Looked {
    let (host, port) = home.split_once(':').expect("it has a port");
    let serves = match transport {
        "http" => "--port {port}",
        _ => "--stdio",
    };
    let allow = if allowed.is_empty() {
        String::new()
    } else {
        format!("{allowed:?}")
    };
    let text = format!(
        "name = \"traced\"\n[launch]\ncommand = [\"bash\", \"-c\", '''exec 3<>/dev/tcp/{host}/{port}; exec '{}' serve-reference {serves}''']\ntransport = \"{transport}\"\nwatch = \"{watch}\"\n[egress]\nallow = [{allow}]\n",
        env!("CARGO_BIN_EXE_proofhouse")
    );
    let file = folder.join("traced.toml");
    std::fs::write(&file, text).expect("the folder takes files");
    let file = file.display().to_string();
    let ran = run(
        folder,
        &[
            "run",
            &file,
            "--revision",
            "2025-11-25",
            "--only",
            "security.egress",
        ],
    );
    assert!(matches!(ran.code, 0 | 1 | 4), "{}\n{}", ran.stdout, ran.stderr);
    Looked::read(folder)
}

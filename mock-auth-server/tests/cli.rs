//! The commands, as a user runs them.

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use mock_auth_server::{Clock, Minter, Token, defect, defects, hostile_modes, hostile_page};
use serde_json::Value;

const AUDIENCE: &str = "http://127.0.0.1:3000/mcp";

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-auth-server"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn mint_prints_the_token_that_the_library_mints() {
    let minter = Minter::new(7, "http://127.0.0.1:9", Clock::default());
    let given = [
        "mint",
        "--audience",
        AUDIENCE,
        "--issuer",
        "http://127.0.0.1:9",
        "--seed",
        "7",
    ];
    let token = Token::for_resource(AUDIENCE);
    assert_eq!(text(&run(&given).stdout), minter.mint(&token) + "\n");
    let spoilt = run(&[given.as_slice(), &["--defect", "alg-none"]].concat());
    assert_eq!(
        text(&spoilt.stdout),
        minter.mint_defective(&token, defect("alg-none").unwrap()) + "\n"
    );
    let shaped = [
        given.as_slice(),
        &[
            "--alg",
            "eddsa",
            "--scope",
            "a",
            "--scope",
            "b",
            "--subject",
            "bob",
        ],
    ]
    .concat();
    let token = Token {
        algorithm: "EdDSA".parse().unwrap(),
        scopes: vec!["a".to_owned(), "b".to_owned()],
        subject: "bob".to_owned(),
        ..token
    };
    assert_eq!(text(&run(&shaped).stdout), minter.mint(&token) + "\n");
}

#[test]
fn what_cannot_be_minted_is_an_error_that_says_why_and_prints_no_token() {
    let cases = [
        (
            ["mint", "--audience", AUDIENCE, "--defect", "alg-nine"],
            "no defect \"alg-nine\"\nhint: ",
        ),
        (
            [
                "mint",
                "--audience",
                "https://host.example",
                "--defect",
                "audience-upper-path",
            ],
            "changes nothing",
        ),
        (
            ["mint", "--audience", AUDIENCE, "--alg", "HS256"],
            "no algorithm \"HS256\"",
        ),
    ];
    for (arguments, says) in cases {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
    }
}

#[test]
fn defects_prints_a_line_for_each() {
    let output = run(&["defects"]);
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert_eq!(lines.len(), defects().len());
    for (line, defect) in lines.iter().zip(defects()) {
        assert!(line.starts_with(&format!("{} ", defect.id)), "{line}");
        assert!(
            line.contains(defect.expected.name()) && line.contains(defect.source),
            "{line}"
        );
    }
}

#[test]
fn jwks_prints_the_public_keys_of_the_seed() {
    let printed: Value = serde_json::from_slice(&run(&["jwks", "--seed", "7"]).stdout).unwrap();
    assert_eq!(
        printed,
        Minter::new(7, "http://127.0.0.1:9", Clock::default()).jwks()
    );
}

#[tokio::test]
async fn serve_says_where_it_is_and_that_its_keys_are_public() {
    let mut child = command(&["serve", "--issuer-path", "/tenant", "--seed", "7"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let issuer = lines
        .next()
        .unwrap()
        .unwrap()
        .strip_prefix("issuer ")
        .unwrap()
        .to_owned();
    let jwks_uri = lines
        .next()
        .unwrap()
        .unwrap()
        .strip_prefix("jwks_uri ")
        .unwrap()
        .to_owned();
    assert!(issuer.ends_with("/tenant"));
    let served: Value = reqwest::get(&jwks_uri).await.unwrap().json().await.unwrap();
    assert_eq!(served, Minter::new(7, &issuer, Clock::default()).jwks());
    child.kill().unwrap();
    let banner = child.wait_with_output().unwrap().stderr;
    assert!(text(&banner).contains("public test keys, made from seed 7"));
}

#[test]
fn hostile_prints_a_line_for_each_mode_and_the_page() {
    let output = run(&["hostile"]);
    let lines: Vec<&str> = text(&output.stdout).lines().collect();
    assert_eq!(lines.len(), hostile_modes().count());
    for (line, mode) in lines.iter().zip(hostile_modes()) {
        assert!(line.starts_with(&format!("{} ", mode.id)), "{line}");
        assert!(line.contains(mode.duty), "{line}");
    }
    assert_eq!(text(&run(&["hostile", "--markdown"]).stdout), hostile_page());
}

#[test]
fn serve_refuses_a_hostile_mode_that_is_unknown_or_taken_or_for_nobody() {
    let cases = [
        (vec!["jwks-emtpy"], "the nearest one is \"jwks-empty\""),
        (vec!["jwks-empty", "jwks-slow"], "touch the same endpoint"),
        (vec!["jwks-empty@/nobody"], "no issuer at path \"/nobody\""),
    ];
    for (modes, says) in cases {
        let mut arguments = vec!["serve"];
        for mode in modes {
            arguments.extend(["--hostile", mode]);
        }
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
    }
}

#[tokio::test]
async fn serve_is_hostile_for_the_issuer_that_is_named() {
    let words = [
        "serve",
        "--tenant",
        "/other",
        "--hostile",
        "metadata-not-found",
        "--hostile",
        "metadata-status-500@/other",
        "--hostile",
        "jwks-no-keys@/other",
    ];
    let mut child = command(&words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let printed: Vec<String> = lines.take(4).map(Result::unwrap).collect();
    let issuer = printed[0].strip_prefix("issuer ").unwrap();
    let status = async |path: &str| reqwest::get(format!("{issuer}{path}")).await.unwrap().status();
    assert_eq!(status("/.well-known/openid-configuration").await, 404);
    assert_eq!(status("/other/.well-known/openid-configuration").await, 500);
    let keys = reqwest::get(format!("{issuer}/other/jwks.json")).await.unwrap();
    assert_eq!(keys.json::<Value>().await.unwrap()["keys"], serde_json::json!([]));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test]
async fn serve_has_a_switch_for_every_manner_of_its_issuers() {
    let folder = std::env::temp_dir().join(format!("mock-auth-server-cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let authority = folder.join("authority.pem");
    let words = [
        "serve",
        "--tenant",
        "/other",
        "--opaque",
        "--consent-page",
        "--dpop-nonce",
        "--control",
        "--tls-authority",
    ];
    let mut child = command(&words)
        .arg(&authority)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let printed: Vec<String> = lines.take(5).map(Result::unwrap).collect();
    let issuers: Vec<&str> = printed
        .iter()
        .filter_map(|line| line.strip_prefix("issuer "))
        .collect();
    assert_eq!(issuers.len(), 2, "{printed:?}");
    assert!(
        issuers[0].starts_with("https://") && issuers[1].ends_with("/other"),
        "{printed:?}"
    );
    let control = printed[4].strip_prefix("control ").expect("it is on");
    assert_eq!(control, issuers[0].to_owned() + "/_control");

    let pem = std::fs::read(&authority).unwrap();
    assert!(text(&pem).starts_with("-----BEGIN CERTIFICATE-----"));
    child.kill().unwrap();
    child.wait().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
}

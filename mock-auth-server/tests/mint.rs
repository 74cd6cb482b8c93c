//! Tokens of any shape, asked for on the command line and in JSON.

use std::process::{Command, Output};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mock_auth_server::{Algorithm, Clock, Minter, Owner, Recipe, Token, defect, defects};
use serde_json::{Value, json};

const AUDIENCE: &str = "http://127.0.0.1:3000/mcp";
const ISSUER: &str = "http://127.0.0.1:9400";

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mock-auth-server"))
        .args(["mint", "--audience", AUDIENCE])
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    let says = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.success(), "{arguments:?}: {says}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn minter() -> Minter {
    Minter::new(0, ISSUER, Clock::default())
}

fn part(token: &str, number: usize) -> Value {
    let segment = token.split('.').nth(number).expect("a segment");
    let bytes = URL_SAFE_NO_PAD.decode(segment).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn claims_and_header_take_any_value_and_can_be_left_out() {
    let token = printed(&[
        "--claim",
        r#"aud=["a",7]"#,
        "--claim",
        "groups=null",
        "--omit-claim",
        "sub",
        "--header",
        r#"x5t="abc""#,
        "--omit-header",
        "kid",
    ]);
    let (header, claims) = (part(token.trim_end(), 0), part(token.trim_end(), 1));
    assert_eq!(header, json!({"alg": "ES256", "typ": "at+jwt", "x5t": "abc"}));
    assert_eq!(claims["aud"], json!(["a", 7]));
    assert_eq!(claims.get("groups"), Some(&Value::Null));
    assert_eq!(claims.get("sub"), None);
    assert_eq!(claims["client_id"], "proofhouse");
}

#[test]
fn the_command_and_the_json_form_and_the_library_mint_the_same_token() {
    let given = [
        "--alg",
        "ps256",
        "--key",
        "stranger",
        "--subject",
        "bob",
        "--client-id",
        "c",
        "--name",
        "n",
        "--scope",
        "a",
        "--scope",
        "b",
        "--claim",
        "x=1",
        "--omit-header",
        "typ",
        "--defect",
        "audience-suffixed",
    ];
    let form = json!({
        "audience": AUDIENCE, "algorithm": "PS256", "key": "stranger", "subject": "bob", "client_id": "c",
        "name": "n", "scopes": ["a", "b"], "claims": {"x": 1}, "omit_header": ["typ"], "defect": "audience-suffixed"
    });
    let recipe = Recipe {
        token: Token {
            name: "n".to_owned(),
            algorithm: Algorithm::Ps256,
            subject: "bob".to_owned(),
            client_id: "c".to_owned(),
            audience: AUDIENCE.to_owned(),
            scopes: vec!["a".to_owned(), "b".to_owned()],
        },
        defect: defect("audience-suffixed"),
        key: Owner::Stranger,
        lifetime_s: None,
        claims: vec![("x".to_owned(), Some(json!(1)))],
        header: vec![("typ".to_owned(), None)],
    };
    let token = minter().mint_recipe(&recipe).unwrap();
    assert_eq!(printed(&given), format!("{token}\n"));
    assert_eq!(minter().mint_from(&form).unwrap(), token);
    assert_eq!(part(&token, 1)["aud"], format!("{AUDIENCE}-suffixed"));
    assert_eq!(minter().verify(&token), None, "a stranger signed it");
}

#[test]
fn the_shortest_form_is_the_good_token_and_any_defect_is_the_one_of_the_table() {
    let good = Token::for_resource(AUDIENCE);
    let form = json!({ "audience": AUDIENCE });
    assert_eq!(minter().mint_from(&form).unwrap(), minter().mint(&good));
    for defect in defects().iter().filter(|defect| defect.applies_to(&good)) {
        let form = json!({"audience": AUDIENCE, "defect": defect.id});
        assert_eq!(
            minter().mint_from(&form).unwrap(),
            minter().mint_defective(&good, defect),
            "{}",
            defect.id
        );
    }
}

#[test]
fn a_form_that_asks_for_what_there_is_not_says_what_there_is() {
    let cases = [
        (json!([]), "not by []"),
        (json!({}), "audience is missing"),
        (
            json!({"audience": AUDIENCE, "audiance": 1}),
            "no member \"audiance\"; there are audience, ",
        ),
        (json!({"audience": 7}), "audience is a string, not 7"),
        (
            json!({"audience": AUDIENCE, "scopes": "a b"}),
            "scopes is a list of strings, not \"a b\"",
        ),
        (
            json!({"audience": AUDIENCE, "scopes": [1]}),
            "scopes is a list of strings, not [1]",
        ),
        (
            json!({"audience": AUDIENCE, "claims": []}),
            "claims is an object, not []",
        ),
        (
            json!({"audience": AUDIENCE, "lifetime_s": 1.5}),
            "lifetime_s is a whole number, not 1.5",
        ),
        (
            json!({"audience": AUDIENCE, "algorithm": "HS256"}),
            "no algorithm \"HS256\"; there are ES256, ",
        ),
        (
            json!({"audience": AUDIENCE, "key": "mine"}),
            "no key of \"mine\"; there are issuer and stranger",
        ),
        (
            json!({"audience": AUDIENCE, "defect": "alg-nine"}),
            "no defect \"alg-nine\"",
        ),
        (
            json!({"audience": AUDIENCE, "defect": "rsa-small-key"}),
            "changes nothing in a token for \"http://127.0.0.1:3000/mcp\" signed with ES256",
        ),
    ];
    for (form, says) in cases {
        let error = minter().mint_from(&form).unwrap_err().to_string();
        assert!(error.contains(says), "{form}: {error}");
    }
}

#[test]
fn a_lifetime_counts_from_the_clock() {
    let fixed = json!({"audience": AUDIENCE, "lifetime_s": -60});
    let claims = part(&minter().mint_from(&fixed).unwrap(), 1);
    assert_eq!(
        claims["exp"].as_i64().unwrap(),
        claims["iat"].as_i64().unwrap() - 60
    );
    let live = printed(&["--live-clock", "--lifetime", "-60"]);
    let claims = part(live.trim_end(), 1);
    assert_eq!(
        claims["exp"].as_i64().unwrap(),
        claims["iat"].as_i64().unwrap() - 60
    );
    // Without the machine's clock it would count from 2024, which nobody means on a command line.
    assert_eq!(run(&["--lifetime", "60"]).status.code(), Some(2));
}

#[test]
fn json_output_has_the_token_and_what_can_be_decoded_of_it() {
    let read = |arguments: &[&str]| serde_json::from_str::<Value>(&printed(arguments)).unwrap();
    let good = read(&["--json"]);
    assert_eq!(good["token"], minter().mint(&Token::for_resource(AUDIENCE)));
    assert_eq!(good["header"]["alg"], "ES256");
    assert_eq!(good["claims"]["aud"], AUDIENCE);
    assert_eq!(good["signature"].as_str().unwrap().len(), 86);
    let garbage = read(&["--json", "--defect", "garbage"]);
    assert_eq!(
        (&garbage["header"], &garbage["claims"], &garbage["signature"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
}

#[test]
fn all_prints_the_good_token_and_then_every_defect_that_applies() {
    for algorithm in Algorithm::ALL {
        let token = Token {
            algorithm,
            ..Token::for_resource(AUDIENCE)
        };
        let lines: Vec<Value> = printed(&["--all", "--alg", algorithm.name()])
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let mut expected =
            vec![json!({"id": "good", "expected": "must-accept", "token": minter().mint(&token)})];
        expected.extend(
            defects()
                .iter()
                .filter(|defect| defect.applies_to(&token))
                .map(|defect| {
                    let spoilt = minter().mint_defective(&token, defect);
                    json!({"id": defect.id, "expected": defect.expected.name(), "token": spoilt})
                }),
        );
        assert_eq!(lines, expected, "{algorithm}");
    }
}

#[test]
fn what_is_no_claim_is_an_error_that_says_how_one_is_written() {
    for (arguments, says) in [
        (["--claim", "aud"], "there is no = between name and value"),
        (["--claim", "aud=a"], "a string needs quotes"),
        (["--header", "kid=a"], "a string needs quotes"),
        (["--key", "mine"], "there are issuer and stranger"),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(says), "{error}");
    }
}

//! A table of wrong requests: the name, the bytes, the statuses of the answers.

use serde_json::Value;

use super::*;

/// The error code of a refusal by an endpoint; nothing where the request was refused before there was an endpoint.
type Refusals = &'static [(u16, Option<&'static str>)];

const BAD_REQUEST: Refusals = &[(400, None)];
const HEAD_TOO_LARGE: Refusals = &[(431, None)];
const INVALID_REQUEST: Refusals = &[(400, Some("invalid_request"))];
const BODY_TOO_LARGE: Refusals = &[(413, Some("invalid_request"))];
const HUNG_UP: Refusals = &[];

fn get(line: &str, headers: &str) -> Vec<u8> {
    format!("{line}\r\nHost: a.example\r\n{headers}\r\n").into_bytes()
}

fn wrong_heads() -> Vec<(&'static str, Vec<u8>, Refusals)> {
    let many = |count: usize| (0..count).fold(String::new(), |lines, n| lines + &format!("X-{n}: y\r\n"));
    let jwks = "GET /jwks.json HTTP/1.1";
    vec![
        ("nothing", Vec::new(), HUNG_UP),
        ("only line ends", b"\r\n\r\n".to_vec(), HUNG_UP),
        ("half a request line", b"GET /jw".to_vec(), HUNG_UP),
        (
            "half a head",
            b"GET /jwks.json HTTP/1.1\r\nHost: a".to_vec(),
            HUNG_UP,
        ),
        ("NUL bytes", vec![0; 64], BAD_REQUEST),
        (
            "the start of TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
            BAD_REQUEST,
        ),
        (
            "the start of HTTP/2",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
            HUNG_UP,
        ),
        (
            "a version that is none",
            get("GET /jwks.json HTTP/9.9", ""),
            BAD_REQUEST,
        ),
        ("no version", get("GET /jwks.json", ""), BAD_REQUEST),
        ("no path", get("GET HTTP/1.1", ""), BAD_REQUEST),
        (
            "two paths",
            get("GET /jwks.json /token HTTP/1.1", ""),
            BAD_REQUEST,
        ),
        (
            "a method with brackets",
            get("G(E)T /jwks.json HTTP/1.1", ""),
            BAD_REQUEST,
        ),
        (
            "a space before the method",
            get(" GET /jwks.json HTTP/1.1", ""),
            BAD_REQUEST,
        ),
        (
            "NUL in the path",
            get("GET /jwks\0.json HTTP/1.1", ""),
            BAD_REQUEST,
        ),
        ("NUL in a header name", get(jwks, "X\0: y\r\n"), BAD_REQUEST),
        ("NUL in a header value", get(jwks, "X: \0\r\n"), BAD_REQUEST),
        ("a header without colon", get(jwks, "X\r\n"), BAD_REQUEST),
        ("a space before the colon", get(jwks, "X : y\r\n"), BAD_REQUEST),
        ("a folded header", get(jwks, "X: y\r\n z\r\n"), BAD_REQUEST),
        ("10,000 headers", get(jwks, &many(10_000)), HEAD_TOO_LARGE),
        (
            "a header of a megabyte",
            get(jwks, &format!("X: {}\r\n", "y".repeat(1 << 20))),
            HEAD_TOO_LARGE,
        ),
        (
            "a path of a megabyte",
            get(&format!("GET /{} HTTP/1.1", "y".repeat(1 << 20)), ""),
            HEAD_TOO_LARGE,
        ),
    ]
}

/// Shapes that make two servers in a row see different requests (RFC 9112 section 11.2). Behind each of them stands a
/// request that must not be answered.
fn smuggling() -> Vec<(&'static str, Vec<u8>, Refusals)> {
    let shape = |headers: &str, body: &str| {
        format!(
            "POST /token HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             {headers}\r\n{body}GET /jwks.json HTTP/1.1\r\nHost: a.example\r\n\r\n"
        )
        .into_bytes()
    };
    vec![
        (
            "two lengths",
            shape("Content-Length: 0\r\nContent-Length: 3\r\n", ""),
            BAD_REQUEST,
        ),
        (
            "a list of two lengths",
            shape("Content-Length: 0, 3\r\n", ""),
            BAD_REQUEST,
        ),
        (
            "a negative length",
            shape("Content-Length: -1\r\n", ""),
            BAD_REQUEST,
        ),
        (
            "a length with a sign",
            shape("Content-Length: +3\r\n", "a=b"),
            BAD_REQUEST,
        ),
        (
            "a length in base 16",
            shape("Content-Length: 0x3\r\n", "a=b"),
            BAD_REQUEST,
        ),
        (
            "a length beyond 64 bits",
            shape("Content-Length: 18446744073709551619\r\n", "a=b"),
            BAD_REQUEST,
        ),
        (
            "a length and chunks",
            shape("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            INVALID_REQUEST,
        ),
        (
            "chunks and a length",
            shape("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
            INVALID_REQUEST,
        ),
        (
            "an encoding that is not chunked",
            shape("Transfer-Encoding: gzip\r\n", ""),
            BAD_REQUEST,
        ),
        (
            "an encoding behind chunked",
            shape("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
            BAD_REQUEST,
        ),
        (
            "an encoding with a tab in it",
            shape("Transfer-Encoding: x\tchunked\r\n", "0\r\n\r\n"),
            BAD_REQUEST,
        ),
        (
            "a chunk size that is none",
            shape("Transfer-Encoding: chunked\r\n", "x\r\n\r\n"),
            INVALID_REQUEST,
        ),
        (
            "a chunk size beyond 64 bits",
            shape("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n\r\n"),
            INVALID_REQUEST,
        ),
        (
            "chunks in HTTP/1.0",
            {
                let sent =
                    String::from_utf8(shape("Transfer-Encoding: chunked\r\n", "0\r\n\r\n")).expect("ASCII");
                sent.replacen("HTTP/1.1", "HTTP/1.0", 1).into_bytes()
            },
            BAD_REQUEST,
        ),
    ]
}

fn wrong_bodies() -> Vec<(&'static str, Vec<u8>, Refusals)> {
    let good = "grant_type=client_credentials&client_id=proofhouse&client_secret=proofhouse-test-secret";
    let token = |form: &str| post("/token", "", form.as_bytes());
    let typed = |media_type: &str, body: &[u8]| {
        let head = format!(
            "POST /token HTTP/1.1\r\nHost: a.example\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body].concat()
    };
    let large = "a".repeat(100_000);
    let deep = "[".repeat(60_000);
    vec![
        (
            "a large body",
            token(&format!("{good}&x={large}")),
            BODY_TOO_LARGE,
        ),
        (
            "a large body of chunks",
            {
                let head =
                    b"POST /token HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n";
                [head.as_slice(), large.as_bytes(), b"\r\n0\r\n\r\n"].concat()
            },
            BODY_TOO_LARGE,
        ),
        (
            "a body of a terabyte",
            {
                let head = "POST /token HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1099511627776\r\n\r\n";
                [head.as_bytes(), large.as_bytes()].concat()
            },
            BODY_TOO_LARGE,
        ),
        (
            "half a body",
            {
                let whole = token(good);
                whole[..whole.len() - 9].to_vec()
            },
            INVALID_REQUEST,
        ),
        ("no body", token(""), INVALID_REQUEST),
        ("JSON", typed("application/json", b"{}"), INVALID_REQUEST),
        (
            "a multipart form",
            typed("multipart/form-data; boundary=x", b"--x--"),
            INVALID_REQUEST,
        ),
        ("no type", typed("", good.as_bytes()), INVALID_REQUEST),
        (
            "a type that is no text",
            {
                let sent = typed("?", good.as_bytes());
                sent.iter()
                    .map(|byte| if *byte == b'?' { 0xff } else { *byte })
                    .collect()
            },
            INVALID_REQUEST,
        ),
        (
            "a parameter twice",
            token(&format!("{good}&grant_type=client_credentials")),
            INVALID_REQUEST,
        ),
        (
            "a parameter twice, once encoded",
            token(&format!("{good}&grant%5Ftype=x")),
            INVALID_REQUEST,
        ),
        ("10,000 parameters", token(&"a=&".repeat(10_000)), INVALID_REQUEST),
        (
            "10,000 resources",
            token(&format!("{good}{}", "&resource=".repeat(6000))),
            &[(200, None)],
        ),
        (
            "NUL in the client id",
            token(&good.replace("=proofhouse&", "=proof%00house&")),
            &[(200, None)],
        ),
        (
            "NUL in the scope",
            token(&format!("{good}&scope=a%00b")),
            &[(400, Some("invalid_scope"))],
        ),
        (
            "NUL in the grant type",
            token(&good.replace("credentials", "%00")),
            &[(400, Some("unsupported_grant_type"))],
        ),
        (
            "bytes that are no UTF-8",
            post("/token", "", b"grant_type=\xff\xfe&client_id=\xc3\x28"),
            &[(401, Some("invalid_client"))],
        ),
        (
            "a resource that is no URI",
            token(&format!("{good}&resource=%FF")),
            &[(400, Some("invalid_target"))],
        ),
        (
            "credentials that are no text",
            post("/token", "Authorization: Basic \u{80}\r\n", good.as_bytes()),
            &[(401, Some("invalid_client"))],
        ),
        (
            "credentials twice",
            post("/token", "Authorization: Basic YTpi\r\n", good.as_bytes()),
            INVALID_REQUEST,
        ),
        (
            "a proof that is none",
            post("/token", "DPoP: x\r\n", good.as_bytes()),
            &[(400, Some("invalid_dpop_proof"))],
        ),
        (
            "two proofs",
            post("/token", "DPoP: x\r\nDPoP: y\r\n", good.as_bytes()),
            &[(400, Some("invalid_dpop_proof"))],
        ),
        (
            "JSON of great depth",
            post("/register", "", deep.as_bytes()),
            &[(400, Some("invalid_client_metadata"))],
        ),
        (
            "JSON that is no UTF-8",
            post("/register", "", b"{\"\xff\":1}"),
            &[(400, Some("invalid_client_metadata"))],
        ),
        (
            "a client that is a list",
            post("/register", "", b"[]"),
            &[(400, Some("invalid_client_metadata"))],
        ),
        (
            "no token to look at",
            post("/introspect", "", b"token="),
            INVALID_REQUEST,
        ),
        (
            "a query that is no UTF-8",
            get("GET /authorize?client_id=%FF&%FF=%FF HTTP/1.1", ""),
            INVALID_REQUEST,
        ),
        (
            "a parameter twice in a query",
            get("GET /authorize?client_id=a&client_id=b HTTP/1.1", ""),
            INVALID_REQUEST,
        ),
        (
            "a method that fits no path",
            get("DELETE /token HTTP/1.1", ""),
            &[(405, Some("invalid_request"))],
        ),
        (
            "a path that is none of ours",
            get("GET /%00/../token HTTP/1.1", ""),
            &[(404, Some("not_found"))],
        ),
        (
            "a tunnel",
            get("CONNECT a.example:443 HTTP/1.1", ""),
            &[(404, Some("not_found"))],
        ),
        (
            "an asterisk",
            get("OPTIONS * HTTP/1.1", ""),
            &[(404, Some("not_found"))],
        ),
    ]
}

async fn expect(table: Vec<(&'static str, Vec<u8>, Refusals)>) {
    let server = start().await;
    let mut wrong = Vec::new();
    for (name, sent, expected) in table {
        let answers = answers_to(&server, &sent).await;
        let seen: Vec<(u16, Option<&str>)> = answers
            .iter()
            .map(|answer| (answer.status, answer.body["error"].as_str()))
            .collect();
        if seen != expected {
            wrong.push(format!("{name}: {seen:?} instead of {expected:?}"));
        }
        if !still_serves(&server).await {
            wrong.push(format!("{name}: a good client is not served afterwards"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn wrong_heads_are_refused_or_cut_off() {
    expect(wrong_heads()).await;
}

#[tokio::test]
async fn requests_whose_end_is_in_doubt_are_refused_and_what_follows_is_not_read() {
    expect(smuggling()).await;
}

#[tokio::test]
async fn wrong_bodies_get_an_oauth_error() {
    expect(wrong_bodies()).await;
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order_up_to_a_wrong_one() {
    let server = start().await;
    let jwks = get("GET /jwks.json HTTP/1.1", "");
    let unknown = get("GET /unknown HTTP/1.1", "");
    let wrong = get("GET / x HTTP/1.1", "");
    let answers = answers_to(
        &server,
        &[jwks.clone(), token_request(), unknown, wrong, jwks].concat(),
    )
    .await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 200, 404, 400]);
    assert_ne!(answers[0].body["keys"], Value::Null);
    assert_ne!(answers[1].body["access_token"], Value::Null);
}

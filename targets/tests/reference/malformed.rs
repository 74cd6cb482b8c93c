//! What is not a message, or not quite.

use reqwest::Method;
use serde_json::json;

use crate::common::{MODERN, Target, raw, send};

async fn modern_body(target: &Target, body: Vec<u8>) -> (u16, Option<i64>) {
    let request = target
        .request(Method::POST)
        .header("content-type", "application/json");
    let request = request
        .header("mcp-protocol-version", MODERN)
        .header("mcp-method", "tools/list")
        .body(body);
    let reply = send(request).await;
    (reply.status, reply.code())
}

#[tokio::test]
async fn malformed_messages_are_refused_without_harm() {
    let target = Target::correct().await;
    for (body, code) in [
        (b"{".to_vec(), -32700),
        (b"".to_vec(), -32700),
        (b"\xff\xfe".to_vec(), -32700),
        (b"[]".to_vec(), -32600),
        (
            br#"[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]"#.to_vec(),
            -32600,
        ),
        (b"7".to_vec(), -32600),
        (
            br#"{"jsonrpc":"2.0","id":null,"method":"tools/list"}"#.to_vec(),
            -32600,
        ),
        (
            br#"{"jsonrpc":"2.0","id":1,"id":2,"method":"tools/list"}"#.to_vec(),
            -32600,
        ),
        (
            br#"{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"ping"}"#.to_vec(),
            -32600,
        ),
        (
            br#"{"jsonrpc":"1.0","id":1,"method":"tools/list"}"#.to_vec(),
            -32600,
        ),
        (
            br#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}"#.to_vec(),
            -32602,
        ),
        (vec![b'['; 1_000_000], -32600),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        assert_eq!(modern_body(&target, body).await, (400, Some(code)), "{shown}");
    }
    assert_eq!(target.ask("tools/list", json!({})).await.status, 200);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_413() {
    let target = Target::correct().await;
    let reply = raw(&target.server, format!("POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 5000000\r\n\r\n", target.server.address()).as_bytes()).await;
    assert!(reply.starts_with("HTTP/1.1 413"), "{reply}");
    assert_eq!(target.ask("tools/list", json!({})).await.status, 200);
}

#[tokio::test]
async fn media_types_are_negotiated() {
    let target = Target::correct().await;
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string();
    let plain = target
        .request(Method::POST)
        .header("content-type", "text/plain")
        .body(body);
    assert_eq!(send(plain).await.status, 415);
    for (accept, status) in [
        ("text/html", 406),
        ("application/json", 406),
        ("TEXT/EVENT-STREAM;q=0.5,APPLICATION/JSON", 200),
        ("*/*", 200),
        ("application/json, text/event-stream;q=0", 406),
    ] {
        let request = target.modern("tools/list", json!({}));
        let mut request = request.build().expect("a request");
        request
            .headers_mut()
            .insert("accept", accept.parse().expect("a value"));
        assert_eq!(
            target.http.execute(request).await.expect("a reply").status(),
            status,
            "{accept}"
        );
    }
}

#[tokio::test]
async fn a_bad_notification_is_refused_and_a_good_one_gets_no_body() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let good = send(session.post(&json!({"jsonrpc": "2.0", "method": "notifications/unknown"}))).await;
    assert_eq!((good.status, good.body.as_str()), (202, ""));
    assert_eq!(
        send(session.post(&json!({"jsonrpc": "2.0", "method": ""})))
            .await
            .status,
        400
    );
    assert_eq!(
        send(session.post(&json!({"jsonrpc": "2.0", "method": "notifications/x", "params": 1})))
            .await
            .status,
        400
    );
    let response = send(session.post(&json!({"jsonrpc": "2.0", "id": 9, "result": {}}))).await;
    assert_eq!((response.status, response.body.as_str()), (202, ""));
}

//! A few flaws change exactly what they say. The grid of checks and flaws shows the rest.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::common::{MODERN, Target, initialize, raw, send};

#[tokio::test]
async fn message_flaws_show_on_the_wire() {
    let target = Target::flawed("id-stringified").await;
    assert_eq!(target.ask("tools/list", json!({})).await.response()["id"], "1");
    let target = Target::flawed("both-result-and-error").await;
    assert!(
        target
            .ask("no/such", json!({}))
            .await
            .response()
            .get("result")
            .is_some()
    );
    let target = Target::flawed("emits-invalid-utf8").await;
    let reply = target
        .modern(
            "prompts/get",
            json!({"name": "greet", "arguments": {"name": "x"}}),
        )
        .send()
        .await;
    let bytes = reply.expect("a reply").bytes().await.expect("a body");
    assert!(std::str::from_utf8(&bytes).is_err());
    let target = Target::flawed("resulttype-missing").await;
    assert!(
        target.ask("tools/list", json!({})).await.response()["result"]
            .get("resultType")
            .is_none()
    );
    let target = Target::flawed("unsupported-version-served").await;
    let mut params = crate::common::with_meta(json!({}));
    params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("1900-01-01");
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params});
    let request = target
        .post(&body)
        .header("mcp-protocol-version", "1900-01-01")
        .header("mcp-method", "tools/list");
    assert_eq!(send(request).await.status, 200);
}

#[tokio::test]
async fn http_flaws_show_in_status_and_headers() {
    let target = Target::flawed("unknown-method-200").await;
    let reply = target.ask("no/such", json!({})).await;
    assert_eq!((reply.status, reply.code()), (200, Some(-32601)));
    let target = Target::flawed("session-id-in-modern").await;
    assert!(
        target
            .ask("tools/list", json!({}))
            .await
            .header("mcp-session-id")
            .is_some()
    );
    assert!(target.session(None).await.id.len() == 32);
    let target = Target::flawed("parse-error-as-success").await;
    let request = target
        .request(Method::POST)
        .header("content-type", "application/json")
        .body("{");
    let reply = send(request).await;
    assert!(reply.status == 200 && reply.response().get("result").is_some());
    let target = Target::flawed("origin-checked-on-post-only").await;
    assert_eq!(
        send(target.post(&initialize()).header("origin", "http://evil.example"))
            .await
            .status,
        403
    );
    assert_ne!(
        send(
            target
                .request(Method::GET)
                .header("origin", "http://evil.example")
        )
        .await
        .status,
        403
    );
    let target = Target::flawed("counter-offer-not-latest").await;
    let mut body = initialize();
    body["params"]["protocolVersion"] = json!("1999-01-01");
    assert_eq!(
        send(target.post(&body)).await.response()["result"]["protocolVersion"],
        "2025-06-18"
    );
}

#[tokio::test]
async fn stream_flaws_show_in_the_events() {
    let echo = json!({"name": "echo", "arguments": {"message": "x"}});
    let target = Target::flawed("sse-stream-without-final-response").await;
    assert_eq!(target.ask("tools/call", echo.clone()).await.body, "");
    let target = Target::flawed("sse-server-request").await;
    assert_eq!(
        target.ask("tools/call", echo.clone()).await.messages()[0]["method"],
        "roots/list"
    );
    let target = Target::flawed("sse-two-messages-in-one-event").await;
    let body = target.ask("tools/call", echo).await.body;
    assert_eq!(body.matches("data: ").count(), 2);
    assert_eq!(body.matches("\n\n").count(), 1);
}

#[tokio::test]
async fn a_fragile_server_is_gone_after_what_it_cannot_take() {
    let target = Target::flawed("dies-on-deep-nesting").await;
    let body = "[".repeat(1000);
    let request = format!(
        "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{body}",
        target.server.address()
    );
    let reply = tokio::time::timeout(Duration::from_secs(10), raw(&target.server, request.as_bytes())).await;
    assert_eq!(reply.expect("the connection is closed"), "");
    assert!(target.modern("tools/list", json!({})).send().await.is_err());
}

#[tokio::test]
async fn a_case_sensitive_server_misses_headers_in_another_case() {
    let target = Target::flawed("header-case-sensitive").await;
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": crate::common::with_meta(json!({}))}).to_string();
    let request = |method: &str| {
        format!(
            "POST /mcp HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nMCP-Protocol-Version: {MODERN}\r\n{method}: tools/list\r\nContent-Length: {}\r\n\r\n{body}",
            target.server.address(),
            body.len()
        )
    };
    assert!(
        raw(&target.server, request("Mcp-Method").as_bytes())
            .await
            .starts_with("HTTP/1.1 200")
    );
    assert!(
        raw(&target.server, request("mcp-method").as_bytes())
            .await
            .starts_with("HTTP/1.1 400")
    );
}

#[tokio::test]
async fn every_flawed_server_still_is_a_server() {
    let deadline = Duration::from_secs(10);
    // One does nothing else than not to end what is read here to its end.
    let ends = |flaw: &&&targets::flaws::Flaw| flaw.id != "streams-never-end";
    for flaw in targets::flaws::ALL.iter().filter(ends) {
        let target = Target::flawed(flaw.id).await;
        for request in [
            target.post(&initialize()),
            target.modern("tools/list", json!({})),
            target.modern(
                "tools/call",
                json!({"name": "echo", "arguments": {"message": "x"}}),
            ),
        ] {
            let reply = tokio::time::timeout(deadline, send_bytes(request)).await;
            let status = reply.unwrap_or_else(|_| panic!("{} hangs", flaw.id));
            assert!([200, 400, 404].contains(&status), "{}: {status}", flaw.id);
        }
    }
}

/// The status of a reply that was read to its end, whatever its bytes.
async fn send_bytes(request: reqwest::RequestBuilder) -> u16 {
    let response = request.send().await.expect("a reply");
    let status = response.status().as_u16();
    response.bytes().await.expect("a body");
    status
}

//! The handshake era over HTTP.

use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Target, events, initialize, send};

#[tokio::test]
async fn a_handshake_opens_a_session_that_lists_and_calls() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    assert_eq!(session.id.len(), 32);
    let tools = session.ask(1, "tools/list", json!({})).await;
    assert_eq!(tools.header("content-type"), Some("application/json"));
    assert!(
        tools.response()["result"]["tools"]
            .as_array()
            .is_some_and(|tools| tools.len() >= 7)
    );
    assert!(tools.response()["result"].get("resultType").is_none());
    let echo = session
        .ask(
            2,
            "tools/call",
            json!({"name": "echo", "arguments": {"message": "hello"}}),
        )
        .await;
    assert_eq!(echo.header("content-type"), Some("text/event-stream"));
    assert_eq!(echo.text(), "hello");
    let sum = session
        .ask(
            3,
            "tools/call",
            json!({"name": "add", "arguments": {"a": 1, "b": 2}}),
        )
        .await;
    assert_eq!(sum.response()["result"]["structuredContent"], json!({"sum": 3}));
    assert_eq!(
        session.ask(4, "ping", json!({})).await.response(),
        json!({"jsonrpc": "2.0", "id": 4, "result": {}})
    );
}

#[tokio::test]
async fn a_version_that_is_not_spoken_gets_the_newest_with_a_handshake() {
    let target = Target::correct().await;
    for asked in ["1999-01-01", "2026-07-28", "2024-11-06"] {
        let mut body = initialize();
        body["params"]["protocolVersion"] = json!(asked);
        let reply = send(target.post(&body)).await;
        assert_eq!(
            reply.response()["result"]["protocolVersion"],
            "2025-11-25",
            "{asked}"
        );
    }
}

#[tokio::test]
async fn a_failed_handshake_leaves_no_session() {
    let target = Target::correct().await;
    let reply = send(target.post(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize"}))).await;
    assert_eq!(reply.code(), Some(-32602));
    assert!(reply.header("mcp-session-id").is_none());
}

#[tokio::test]
async fn a_session_is_needed_and_ends_with_delete() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"});
    assert_eq!(send(target.post(&ping)).await.status, 400);
    assert_eq!(
        send(target.post(&ping).header("mcp-session-id", "f".repeat(32)))
            .await
            .status,
        404
    );
    let other = target.session(None).await;
    assert_eq!(send(session.delete()).await.status, 204);
    assert_eq!(send(session.post(&ping)).await.status, 404);
    assert_eq!(send(session.get(None)).await.status, 404);
    assert_eq!(send(session.delete()).await.status, 404);
    assert_eq!(other.ask(1, "ping", json!({})).await.status, 200);
}

#[tokio::test]
async fn an_offered_session_id_is_not_adopted() {
    let target = Target::correct().await;
    let reply = send(target.post(&initialize()).header("mcp-session-id", "chosen")).await;
    assert_ne!(reply.header("mcp-session-id"), Some("chosen"));
}

#[tokio::test]
async fn a_version_header_that_is_not_spoken_is_400_on_every_method() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"});
    for method in [Method::POST, Method::GET, Method::DELETE] {
        let request = target
            .request(method.clone())
            .header("content-type", "application/json")
            .body(ping.to_string());
        let request = request
            .header("mcp-session-id", &session.id)
            .header("mcp-protocol-version", "1999-01-01");
        assert_eq!(send(request).await.status, 400, "{method}");
    }
    assert_eq!(session.ask(2, "ping", json!({})).await.status, 200);
}

#[tokio::test]
async fn progress_and_log_messages_come_before_the_response() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    assert_eq!(
        session
            .ask(1, "logging/setLevel", json!({"level": "info"}))
            .await
            .response()["result"],
        json!({})
    );
    assert_eq!(
        session
            .ask(2, "logging/setLevel", json!({"level": "loud"}))
            .await
            .code(),
        Some(-32602)
    );
    let params = json!({"name": "count", "arguments": {"to": 3}, "_meta": {"progressToken": "t"}});
    let reply = session.ask(3, "tools/call", params).await;
    let messages = reply.messages();
    let progress: Vec<&Value> = messages
        .iter()
        .filter(|message| message["method"] == "notifications/progress")
        .collect();
    assert_eq!(
        progress
            .iter()
            .map(|message| &message["params"]["progress"])
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert!(
        progress
            .iter()
            .all(|message| message["params"]["progressToken"] == "t")
    );
    assert_eq!(
        messages
            .iter()
            .filter(|message| message["method"] == "notifications/message")
            .count(),
        1
    );
    assert_eq!(messages.last().map(|message| &message["id"]), Some(&json!(3)));
    let silent = session
        .ask(4, "tools/call", json!({"name": "count", "arguments": {"to": 2}}))
        .await;
    assert!(
        silent
            .messages()
            .iter()
            .all(|message| message["method"] != "notifications/progress")
    );
}

#[tokio::test]
async fn errors_have_their_codes() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    for (method, params, code) in [
        ("no/such", json!({}), -32601),
        ("server/discover", json!({}), -32601),
        ("tools/call", json!({"name": "nothing"}), -32602),
        ("tools/call", json!({"name": "echo", "arguments": []}), -32602),
        ("resources/read", json!({"uri": "proof://missing"}), -32002),
        ("resources/read", json!({}), -32602),
        ("prompts/get", json!({"name": "nothing"}), -32602),
        ("prompts/get", json!({"name": "greet"}), -32602),
        ("prompts/list", json!({"cursor": "x"}), -32602),
        (
            "completion/complete",
            json!({"ref": {"type": "ref/prompt", "name": "nothing"}, "argument": {"name": "a", "value": ""}}),
            -32602,
        ),
    ] {
        assert_eq!(
            session.ask(1, method, params.clone()).await.code(),
            Some(code),
            "{method} {params}"
        );
    }
    let wrong = session
        .ask(
            2,
            "tools/call",
            json!({"name": "add", "arguments": {"a": "x", "b": 1}}),
        )
        .await;
    assert_eq!(wrong.response()["result"]["isError"], true);
    let confirm = session
        .ask(
            3,
            "tools/call",
            json!({"name": "confirm", "arguments": {"action": "x"}}),
        )
        .await;
    assert_eq!(confirm.response()["result"]["isError"], true);
}

#[tokio::test]
async fn prompts_come_on_two_pages_and_cursors_belong_to_their_list() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let first = session.ask(1, "prompts/list", json!({})).await.response();
    let cursor = first["result"]["nextCursor"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    let second = session
        .ask(2, "prompts/list", json!({"cursor": cursor}))
        .await
        .response();
    assert_ne!(
        first["result"]["prompts"][0]["name"],
        second["result"]["prompts"][0]["name"]
    );
    assert!(second["result"].get("nextCursor").is_none());
    assert_eq!(
        session
            .ask(3, "tools/list", json!({"cursor": cursor}))
            .await
            .code(),
        Some(-32602)
    );
}

#[tokio::test]
async fn a_subscribed_session_hears_of_changes_on_its_stream() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    assert_eq!(
        session
            .ask(1, "resources/subscribe", json!({"uri": "proof://report"}))
            .await
            .response()["result"],
        json!({})
    );
    let mut stream = session.get(None).send().await.expect("a stream");
    let priming =
        String::from_utf8(stream.chunk().await.expect("open").expect("an event").to_vec()).expect("text");
    assert!(events(&priming)[0].message.is_none() && events(&priming)[0].retry);
    session
        .ask(2, "tools/call", json!({"name": "revise", "arguments": {}}))
        .await;
    let change =
        String::from_utf8(stream.chunk().await.expect("open").expect("an event").to_vec()).expect("text");
    let message = events(&change)[0].message.clone().expect("a message");
    assert_eq!(message["method"], "notifications/resources/updated");
    assert_eq!(message["params"]["uri"], "proof://report");
}

#[tokio::test]
async fn foreign_origins_and_hosts_are_403_on_every_method() {
    let target = Target::correct().await;
    for method in [Method::POST, Method::GET, Method::DELETE, Method::OPTIONS] {
        let foreign = target
            .request(method.clone())
            .header("origin", "http://evil.example");
        assert_eq!(send(foreign).await.status, 403, "{method}");
        let foreign = target.request(method.clone()).header("host", "evil.example");
        assert_eq!(send(foreign).await.status, 403, "{method}");
    }
    let own = target
        .post(&initialize())
        .header("origin", format!("http://{}", target.server.address()));
    assert_eq!(send(own).await.status, 200);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids() {
    let (one, two) = (Target::correct().await, Target::correct().await);
    assert_eq!(one.session(None).await.id, two.session(None).await.id);
}

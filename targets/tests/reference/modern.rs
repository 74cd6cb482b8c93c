//! The stateless era over HTTP.

use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{MODERN, Target, events, meta, send, with_meta};

#[tokio::test]
async fn discovery_names_versions_and_capabilities() {
    let target = Target::correct().await;
    let reply = target.ask("server/discover", json!({})).await;
    assert_eq!(reply.status, 200);
    let result = &reply.response()["result"];
    assert_eq!(
        result["supportedVersions"],
        json!([
            "2026-07-28",
            "2025-11-25",
            "2025-06-18",
            "2025-03-26",
            "2024-11-05"
        ])
    );
    assert_eq!(result["resultType"], "complete");
    assert!(result["capabilities"]["tools"].is_object());
    assert!(result["ttlMs"].is_u64() && result["cacheScope"] == "public");
    assert_eq!(
        result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"],
        "proofhouse-reference"
    );
    assert!(reply.header("mcp-session-id").is_none());
}

#[tokio::test]
async fn every_cacheable_result_says_how_long_it_lasts() {
    let target = Target::correct().await;
    for (method, params) in [
        ("tools/list", json!({})),
        ("prompts/list", json!({})),
        ("resources/list", json!({})),
        ("resources/templates/list", json!({})),
        ("resources/read", json!({"uri": "proof://greeting/Ada"})),
    ] {
        let result = target.ask(method, params).await.response()["result"].clone();
        assert!(
            result["ttlMs"].is_u64() && result["cacheScope"] == "public",
            "{method}: {result}"
        );
    }
    let call = target.tool("echo", json!({"message": "x"})).await;
    assert_eq!(call.header("x-accel-buffering"), Some("no"));
    assert!(call.response()["result"].get("ttlMs").is_none());
}

#[tokio::test]
async fn incomplete_metadata_is_400_and_invalid_params() {
    let target = Target::correct().await;
    let version = "io.modelcontextprotocol/protocolVersion";
    let capabilities = "io.modelcontextprotocol/clientCapabilities";
    for params in [
        json!({}),
        json!({"_meta": {version: MODERN}}),
        json!({"_meta": {capabilities: {}}}),
        json!({"_meta": {version: MODERN, capabilities: 1}}),
        json!({"_meta": {version: 1, capabilities: {}}}),
    ] {
        let body = json!({"jsonrpc": "2.0", "id": "a", "method": "tools/list", "params": params});
        let request = target
            .post(&body)
            .header("mcp-protocol-version", MODERN)
            .header("mcp-method", "tools/list");
        let reply = send(request).await;
        assert_eq!((reply.status, reply.code()), (400, Some(-32602)), "{params}");
        assert_eq!(reply.response()["id"], "a");
    }
}

#[tokio::test]
async fn a_version_that_is_not_spoken_is_named_back() {
    let target = Target::correct().await;
    for version in ["1900-01-01", "2026-07-2", "2025-11-25", "2024-11-05"] {
        let mut params = with_meta(json!({}));
        params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!(version);
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params});
        let request = target
            .post(&body)
            .header("mcp-protocol-version", version)
            .header("mcp-method", "tools/list");
        let reply = send(request).await;
        assert_eq!((reply.status, reply.code()), (400, Some(-32022)), "{version}");
        let data = &reply.response()["error"]["data"];
        assert_eq!(
            (&data["requested"], &data["supported"][0]),
            (&json!(version), &json!(MODERN))
        );
    }
}

#[tokio::test]
async fn unknown_and_removed_methods_are_404() {
    let target = Target::correct().await;
    for method in [
        "no/such",
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe",
    ] {
        let reply = target.ask(method, json!({})).await;
        assert_eq!((reply.status, reply.code()), (404, Some(-32601)), "{method}");
    }
}

#[tokio::test]
async fn headers_must_tell_the_story_of_the_body() {
    let target = Target::correct().await;
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": with_meta(json!({"name": "locate", "arguments": {"region": "north", "level": 42, "options": {"zone": "z"}}}))});
    let good = [
        ("mcp-protocol-version", MODERN),
        ("mcp-method", "tools/call"),
        ("mcp-name", "locate"),
        ("mcp-param-region", "north"),
        ("mcp-param-level", "42.0"),
        ("mcp-param-zone", "z"),
    ];
    let with = |headers: Vec<(&'static str, String)>| {
        let request = headers
            .into_iter()
            .fold(target.post(&body), |request, (name, value)| {
                request.header(name, value)
            });
        send(request)
    };
    let own = || {
        good.iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(with(own()).await.text(), "located north");
    for (index, (name, value)) in good.iter().enumerate() {
        let mut missing = own();
        missing.remove(index);
        let reply = with(missing).await;
        assert_eq!(
            (reply.status, reply.code()),
            (400, Some(-32020)),
            "without {name}"
        );
        let mut other = own();
        other[index].1 = format!("{value}x");
        let reply = with(other).await;
        assert_eq!(
            (reply.status, reply.code()),
            (400, Some(-32020)),
            "another {name}"
        );
        let mut twice = own();
        twice.push((name, format!("{value}x")));
        assert_eq!(with(twice).await.code(), Some(-32020), "twice {name}");
    }
    let mut encoded = own();
    encoded[2].1 = "=?base64?bG9jYXRl?=".to_owned();
    encoded[3].1 = "=?base64?bm9ydGg=?=".to_owned();
    assert_eq!(with(encoded).await.text(), "located north");
    for broken in [
        "=?base64?bG9jYXR?=",
        "=?BASE64?bG9jYXRl?=",
        "=?base64?b*9?=",
        "=?base64?/w==?=",
    ] {
        let mut broken_name = own();
        broken_name[2].1 = broken.to_owned();
        assert_eq!(with(broken_name).await.code(), Some(-32020), "{broken}");
    }
    let mut surplus = own();
    surplus.push(("mcp-param-exact", "true".to_owned()));
    assert_eq!(with(surplus).await.code(), Some(-32020));
    let mut unknown = own();
    unknown.push(("mcp-param-unknown", "x".to_owned()));
    assert_eq!(with(unknown).await.status, 200);
}

#[tokio::test]
async fn legacy_leftovers_have_no_influence() {
    let target = Target::correct().await;
    let request = target
        .modern("tools/list", json!({}))
        .header("mcp-session-id", "made-up")
        .header("last-event-id", "made-up-1");
    let reply = send(request).await;
    assert_eq!(reply.status, 200);
    assert!(reply.header("mcp-session-id").is_none());
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(
            send(target.request(method).header("mcp-protocol-version", MODERN))
                .await
                .status,
            405
        );
    }
    let notification =
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}});
    let reply = send(target.post(&notification).header("mcp-protocol-version", MODERN)).await;
    assert_eq!((reply.status, reply.body.as_str()), (202, ""));
}

#[tokio::test]
async fn a_confirmation_takes_two_rounds() {
    let target = Target::correct().await;
    let params = |action: &str| json!({"name": "confirm", "arguments": {"action": action}, "_meta": meta(json!({"elicitation": {}}))});
    let first = target.ask("tools/call", params("sail")).await.response();
    assert_eq!(first["result"]["resultType"], "input_required");
    assert_eq!(
        first["result"]["inputRequests"]["confirmation"]["method"],
        "elicitation/create"
    );
    assert!(first["result"].get("ttlMs").is_none());
    let state = first["result"]["requestState"]
        .as_str()
        .expect("a state")
        .to_owned();
    let answer = json!({"confirmation": {"action": "accept", "content": {"confirmed": true}}, "other": {}});
    let retry = |action: &str, state: &str, answer: &Value| {
        let mut params = params(action);
        params["requestState"] = json!(state);
        params["inputResponses"] = answer.clone();
        target.modern("tools/call", params)
    };
    assert_eq!(
        send(retry("sail", &state, &answer)).await.text(),
        "confirmed: sail"
    );
    assert_eq!(
        send(retry(
            "sail",
            &state,
            &json!({"confirmation": {"action": "decline"}})
        ))
        .await
        .text(),
        "not confirmed: sail"
    );
    assert_eq!(
        send(retry("sail", &state, &json!({}))).await.response()["result"]["resultType"],
        "input_required"
    );
    assert_eq!(send(retry("sail", &state, &json!([]))).await.code(), Some(-32602));
    assert_eq!(
        send(retry("sail", &state, &json!({"confirmation": 1})))
            .await
            .code(),
        Some(-32602)
    );
    assert_eq!(send(retry("sink", &state, &answer)).await.code(), Some(-32602));
    assert_eq!(
        send(retry("sail", &format!("{state}A"), &answer)).await.code(),
        Some(-32602)
    );
    let mut unasked = params("sail");
    unasked["inputResponses"] = answer;
    assert_eq!(
        target.ask("tools/call", unasked).await.response()["result"]["resultType"],
        "input_required"
    );
}

#[tokio::test]
async fn a_client_that_cannot_be_asked_is_told_what_it_lacks() {
    let target = Target::correct().await;
    let reply = target.tool("confirm", json!({"action": "sail"})).await;
    assert_eq!((reply.status, reply.code()), (400, Some(-32021)));
    assert!(reply.response()["error"]["data"]["requiredCapabilities"]["elicitation"].is_object());
}

#[tokio::test]
async fn a_subscription_acknowledges_first_and_then_reports() {
    let target = Target::correct().await;
    let filter = json!({"notifications": {"toolsListChanged": true, "resourceSubscriptions": ["proof://report", "proof://missing"]}});
    let mut stream = target
        .modern("subscriptions/listen", filter)
        .send()
        .await
        .expect("a stream");
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut next = async || {
        let chunk = stream.chunk().await.expect("open").expect("an event");
        events(&String::from_utf8_lossy(&chunk))[0]
            .message
            .clone()
            .expect("a message")
    };
    let acknowledged = next().await;
    assert_eq!(acknowledged["method"], "notifications/subscriptions/acknowledged");
    assert_eq!(
        acknowledged["params"]["notifications"],
        json!({"resourceSubscriptions": ["proof://report"]})
    );
    target.tool("revise", json!({})).await;
    let change = next().await;
    assert_eq!(change["params"]["uri"], "proof://report");
    assert_eq!(
        change["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"],
        1
    );
    for wrong in [
        json!({}),
        json!({"notifications": {"toolsListChanged": "yes"}}),
        json!({"notifications": {"resourceSubscriptions": "x"}}),
    ] {
        assert_eq!(
            target.ask("subscriptions/listen", wrong).await.code(),
            Some(-32602)
        );
    }
}

#[tokio::test]
async fn log_messages_come_only_when_asked_for() {
    let target = Target::correct().await;
    let mut loud = meta(json!({}));
    loud["io.modelcontextprotocol/logLevel"] = json!("debug");
    let count = |meta: Value| {
        target.ask(
            "tools/call",
            json!({"name": "count", "arguments": {"to": 1}, "_meta": meta}),
        )
    };
    assert_eq!(count(loud.clone()).await.messages().len(), 3);
    assert_eq!(count(meta(json!({}))).await.messages().len(), 1);
    loud["io.modelcontextprotocol/logLevel"] = json!("loud");
    assert_eq!(count(loud).await.code(), Some(-32602));
}

#[tokio::test]
async fn a_missing_resource_is_invalid_params() {
    let target = Target::correct().await;
    assert_eq!(
        target
            .ask("resources/read", json!({"uri": "proof://missing"}))
            .await
            .code(),
        Some(-32602)
    );
}

#[tokio::test]
async fn modern_requests_are_served_beside_a_legacy_session() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let request = target
        .modern("tools/list", json!({}))
        .header("mcp-session-id", &session.id);
    assert_eq!(send(request).await.response()["result"]["resultType"], "complete");
    assert_eq!(session.ask(1, "ping", json!({})).await.status, 200);
}

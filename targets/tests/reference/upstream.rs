//! The upstream trap, and what the fetch tool sends to it.

use std::time::Duration;

use serde_json::json;
use targets::Behaviour;
use targets::reference::Settings;
use targets::upstream::{Upstream, UpstreamRequest};

use crate::common::{Issuer, Target, flaw, send};

const DEADLINE: Duration = Duration::from_secs(10);

async fn fetched(behaviour: Behaviour) -> (String, UpstreamRequest) {
    let issuer = Issuer::start().await;
    let trap = Upstream::start().await.expect("starts");
    let settings = Settings {
        upstream: Some(trap.base_url()),
        ..issuer.settings(behaviour)
    };
    let target = Target::start(settings).await;
    let token = issuer.good(&target, "ada");
    let params =
        json!({"name": "fetch", "arguments": {"url": format!("{}/probe?canary=1", trap.base_url())}});
    let reply = send(target.modern("tools/call", params).bearer_auth(&token)).await;
    assert_eq!(reply.text(), "upstream\n");
    let request = trap.wait_for("canary", DEADLINE).await.expect("a request");
    assert_eq!(trap.requests(), std::slice::from_ref(&request));
    (token, request)
}

fn authorization(request: &UpstreamRequest) -> &str {
    request
        .headers
        .iter()
        .find(|(name, _)| name == "Authorization")
        .map_or("", |(_, value)| value)
}

#[tokio::test]
async fn the_server_uses_its_own_credential_upstream() {
    let (token, request) = fetched(Behaviour::default()).await;
    assert_eq!(
        (
            request.method.as_str(),
            request.path.as_str(),
            request.query.as_deref()
        ),
        ("GET", "/probe", Some("canary=1"))
    );
    assert!(authorization(&request).starts_with("Bearer upstream-own-"));
    assert!(!format!("{request:?}").contains(&token));
}

#[tokio::test]
async fn the_flaw_sends_the_clients_token_on() {
    let (token, request) = fetched(flaw("forwards-client-token")).await;
    assert_eq!(authorization(&request), format!("Bearer {token}"));
}

#[tokio::test]
async fn only_the_upstream_service_is_called() {
    let (trap, other) = (
        Upstream::start().await.expect("starts"),
        Upstream::start().await.expect("starts"),
    );
    let target = Target::start(Settings {
        upstream: Some(trap.base_url()),
        ..Settings::default()
    })
    .await;
    for url in [
        other.base_url(),
        "file:///etc/passwd".into(),
        "https://127.0.0.1/".into(),
        "nonsense".into(),
    ] {
        let reply = target.tool("fetch", json!({"url": url})).await;
        assert_eq!(reply.response()["result"]["isError"], true, "{url}");
    }
    assert!(other.requests().is_empty() && trap.requests().is_empty());
}

#[tokio::test]
async fn closing_the_stream_of_a_modern_request_stops_its_work() {
    let trap = Upstream::start().await.expect("starts");
    let target = Target::start(Settings {
        upstream: Some(trap.base_url()),
        ..Settings::default()
    })
    .await;
    let params = json!({"name": "fetch", "arguments": {"url": format!("{}/hold", trap.base_url())}});
    let response = target
        .modern("tools/call", params)
        .send()
        .await
        .expect("a stream");
    assert!(trap.wait_for("/hold", DEADLINE).await.is_some());
    drop(response);
    assert!(
        trap.wait_until_left("/hold", DEADLINE).await,
        "the upstream call is given up"
    );
    assert_eq!(
        target.tool("echo", json!({"message": "still here"})).await.text(),
        "still here"
    );
}

#[tokio::test]
async fn a_legacy_request_is_stopped_by_cancellation_and_not_by_leaving() {
    let trap = Upstream::start().await.expect("starts");
    let target = Target::start(Settings {
        upstream: Some(trap.base_url()),
        ..Settings::default()
    })
    .await;
    let session = target.session(None).await;
    let url = format!("{}/hold", trap.base_url());
    let call = json!({"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": {"name": "fetch", "arguments": {"url": url}}});
    let response = session.post(&call).send().await.expect("a stream");
    assert!(trap.wait_for("/hold", DEADLINE).await.is_some());
    drop(response);
    assert!(
        !trap.wait_until_left("/hold", Duration::from_millis(300)).await,
        "leaving is not cancelling"
    );
    let cancel = |id: serde_json::Value| json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}});
    assert_eq!(send(session.post(&cancel(json!("5")))).await.status, 202);
    assert!(
        !trap.wait_until_left("/hold", Duration::from_millis(300)).await,
        "the string is another id"
    );
    assert_eq!(send(session.post(&cancel(json!(5)))).await.status, 202);
    assert!(trap.wait_until_left("/hold", DEADLINE).await);
}

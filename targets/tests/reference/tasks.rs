//! Calls that become tasks.

use serde_json::{Value, json};
use targets::Behaviour;

use crate::common::{Issuer, Session, Target};

async fn create(session: &Session<'_>, tool: &str, arguments: Value) -> Value {
    let call = json!({"name": tool, "arguments": arguments, "task": {"ttl": 60_000}});
    let reply = session.ask(1, "tools/call", call).await;
    reply.response()["result"]["task"].clone()
}

fn ids(list: &Value) -> Vec<&Value> {
    let tasks = list["result"]["tasks"].as_array().expect("tasks");
    tasks.iter().map(|task| &task["taskId"]).collect()
}

#[tokio::test]
async fn the_outcome_of_a_task_is_fetched_and_names_it() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let task = create(&session, "add", json!({"a": 1, "b": 2})).await;
    assert_eq!(
        (&task["status"], &task["ttl"]),
        (&json!("working"), &json!(60_000))
    );
    let id = json!({"taskId": task["taskId"]});
    let result = session.ask(2, "tasks/result", id.clone()).await;
    let messages = result.messages();
    assert_eq!(messages[0]["method"], "notifications/tasks/status");
    assert_eq!(messages[0]["params"]["status"], "completed");
    let outcome = &messages[1]["result"];
    assert_eq!(outcome["structuredContent"], json!({"sum": 3}));
    assert_eq!(outcome["_meta"]["io.modelcontextprotocol/related-task"], id);
    let task = session.ask(3, "tasks/get", id.clone()).await.response();
    assert_eq!(task["result"]["status"], "completed");
    assert_eq!(session.ask(4, "tasks/cancel", id).await.code(), Some(-32602));
}

#[tokio::test]
async fn a_task_whose_tool_reports_an_error_has_failed() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let task = create(&session, "add", json!({"a": "one", "b": 2})).await;
    let id = json!({"taskId": task["taskId"]});
    let seen = session.ask(2, "tasks/get", id.clone()).await.response();
    assert_eq!(seen["result"]["status"], "failed");
    assert!(seen["result"]["statusMessage"].is_string());
    let outcome = session.ask(3, "tasks/result", id).await.response();
    assert_eq!(outcome["result"]["isError"], true);
}

#[tokio::test]
async fn what_cannot_be_a_task_is_refused() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let call =
        |name: &str, task: Value| json!({"name": name, "arguments": {"message": "hello"}, "task": task});
    let refused = session.ask(1, "tools/call", call("whoami", json!({}))).await;
    assert_eq!(refused.code(), Some(-32601));
    for task in [json!(7), json!({"ttl": "long"})] {
        let refused = session.ask(2, "tools/call", call("echo", task.clone())).await;
        assert_eq!(refused.code(), Some(-32602), "{task}");
    }
    let unknown = session.ask(3, "tasks/get", json!({"taskId": "none"})).await;
    assert_eq!(unknown.code(), Some(-32602));
}

#[tokio::test]
async fn a_task_is_there_for_its_principal_alone() {
    let issuer = Issuer::start().await;
    let target = Target::start(issuer.settings(Behaviour::default())).await;
    let ada = target.session(Some(&issuer.good(&target, "ada"))).await;
    let bob = target.session(Some(&issuer.good(&target, "bob"))).await;
    let task = create(&ada, "echo", json!({"message": "hello"})).await;
    for method in ["tasks/get", "tasks/result", "tasks/cancel"] {
        let foreign = bob.ask(2, method, json!({"taskId": task["taskId"]})).await;
        assert_eq!(foreign.code(), Some(-32602), "{method}");
    }
    let (own, others) = (
        ada.ask(3, "tasks/list", json!({})).await.response(),
        bob.ask(3, "tasks/list", json!({})).await.response(),
    );
    assert_eq!(ids(&own), [&task["taskId"]]);
    assert!(ids(&others).is_empty());
}

#[tokio::test]
async fn an_open_server_lists_to_each_session_its_own() {
    let target = Target::correct().await;
    let (one, other) = (target.session(None).await, target.session(None).await);
    let task = create(&one, "echo", json!({"message": "hello"})).await;
    let (own, others) = (
        one.ask(2, "tasks/list", json!({})).await.response(),
        other.ask(2, "tasks/list", json!({})).await.response(),
    );
    assert_eq!(ids(&own), [&task["taskId"]]);
    assert!(ids(&others).is_empty());
}

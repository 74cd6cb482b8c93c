//! Requests of the server to its client, in legacy sessions.

use reqwest::Response;
use serde_json::{Value, json};

use crate::common::{Issuer, Session, Target, events, initialize, send};

/// A stream of events, read message by message.
struct Reading {
    response: Response,
    text: String,
    taken: usize,
}

impl Reading {
    async fn of(session: &Session<'_>, id: u64, tool: &str, arguments: Value) -> Self {
        let params = json!({"name": tool, "arguments": arguments});
        let call = json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params});
        Self::from(session.post(&call).send().await.expect("a stream"))
    }

    fn from(response: Response) -> Self {
        Self {
            response,
            text: String::new(),
            taken: 0,
        }
    }

    /// The address that the stream begins with, where it is one of HTTP+SSE.
    async fn address(&mut self) -> String {
        while !self.text.contains("\n\n") {
            let chunk = self.response.chunk().await.expect("readable").expect("an event");
            self.text.push_str(&String::from_utf8_lossy(&chunk));
        }
        let (_, data) = self.text.split_once("data: ").expect("an address");
        data.lines().next().expect("a line").to_owned()
    }

    /// The next message, or nothing at the end.
    async fn next(&mut self) -> Option<Value> {
        loop {
            let whole = self.text.rfind("\n\n").map_or("", |end| &self.text[..end + 2]);
            let mut messages = events(whole).into_iter().filter_map(|event| event.message);
            if let Some(message) = messages.nth(self.taken) {
                self.taken += 1;
                return Some(message);
            }
            let chunk = self.response.chunk().await.expect("readable")?;
            self.text.push_str(&String::from_utf8_lossy(&chunk));
        }
    }
}

async fn session<'a>(target: &'a Target, token: Option<&str>, capabilities: Value) -> Session<'a> {
    let mut body = initialize();
    body["params"]["capabilities"] = capabilities;
    let request = target.post(&body);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let id = send(request)
        .await
        .header("mcp-session-id")
        .expect("a session")
        .to_owned();
    let session = Session {
        target,
        id,
        token: token.map(str::to_owned),
    };
    let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    assert_eq!(send(session.post(&initialized)).await.status, 202);
    session
}

async fn answer(session: &Session<'_>, id: &Value, result: Value) -> u16 {
    let response = json!({"jsonrpc": "2.0", "id": id, "result": result});
    send(session.post(&response)).await.status
}

fn text(message: &Value) -> &str {
    message["result"]["content"][0]["text"].as_str().expect("a text")
}

fn sampled(text: &str) -> Value {
    json!({"role": "assistant", "model": "m", "content": {"type": "text", "text": text}})
}

#[tokio::test]
async fn a_tool_asks_on_its_own_stream_and_is_answered_by_a_post() {
    let target = Target::correct().await;
    let session = session(&target, None, json!({"sampling": {}})).await;
    let mut reading = Reading::of(&session, 7, "test_sampling", json!({"prompt": "hello"})).await;
    let question = reading.next().await.expect("a question");
    assert_eq!(question["method"], "sampling/createMessage");
    assert_eq!(question["params"]["messages"][0]["content"]["text"], "hello");
    assert_eq!(answer(&session, &question["id"], sampled("good day")).await, 202);
    let last = reading.next().await.expect("a response");
    assert_eq!((&last["id"], text(&last)), (&json!(7), "LLM response: good day"));
    assert_eq!(reading.next().await, None);
}

#[tokio::test]
async fn a_tool_that_needs_several_answers_asks_for_one_after_the_other() {
    let target = Target::correct().await;
    let session = session(&target, None, json!({"elicitation": {}})).await;
    let tool = "test_input_required_result_multi_round";
    let mut reading = Reading::of(&session, 1, tool, json!({})).await;
    for (name, value) in [("name", "Ada"), ("color", "red")] {
        let question = reading.next().await.expect("a question");
        let form = &question["params"]["requestedSchema"];
        assert_eq!(form["required"], json!([name]));
        let result = json!({"action": "accept", "content": {name: value}});
        answer(&session, &question["id"], result).await;
    }
    let last = reading.next().await.expect("a response");
    assert!(text(&last).contains("Ada") && text(&last).contains("red"));
}

#[tokio::test]
async fn a_client_that_did_not_declare_it_is_not_asked() {
    let target = Target::correct().await;
    for capabilities in [json!({}), json!({"elicitation": {"url": {}}})] {
        let session = session(&target, None, capabilities).await;
        let arguments = json!({"message": "hello"});
        let mut reading = Reading::of(&session, 1, "test_elicitation", arguments).await;
        let only = reading.next().await.expect("a response");
        assert_eq!(only["result"]["isError"], true);
        assert_eq!(text(&only), "the client does not declare elicitation");
    }
}

#[tokio::test]
async fn a_client_is_not_asked_before_it_is_ready() {
    let target = Target::correct().await;
    let mut body = initialize();
    body["params"]["capabilities"] = json!({"sampling": {}});
    let id = send(target.post(&body))
        .await
        .header("mcp-session-id")
        .expect("an id")
        .to_owned();
    let session = Session {
        target: &target,
        id,
        token: None,
    };
    let mut reading = Reading::of(&session, 1, "test_sampling", json!({"prompt": "x"})).await;
    let only = reading.next().await.expect("a response");
    assert_eq!(text(&only), "the client has not completed the handshake");
}

#[tokio::test]
async fn only_a_response_of_the_same_session_answers() {
    let target = Target::correct().await;
    let asked = session(&target, None, json!({"roots": {}})).await;
    let other = session(&target, None, json!({"roots": {}})).await;
    let tool = "test_input_required_result_list_roots";
    let mut reading = Reading::of(&asked, 1, tool, json!({})).await;
    let question = reading.next().await.expect("a question");
    let wrong = json!({"roots": [{"uri": "file:///wrong"}]});
    assert_eq!(answer(&other, &question["id"], wrong.clone()).await, 202);
    assert_eq!(answer(&asked, &json!("unknown"), wrong).await, 202);
    let right = json!({"roots": [{"uri": "file:///right"}]});
    answer(&asked, &question["id"], right).await;
    let last = reading.next().await.expect("a response");
    assert_eq!(text(&last), "Answered: file:///right");
}

#[tokio::test]
async fn only_the_principal_of_the_session_answers() {
    let issuer = Issuer::start().await;
    let target = Target::start(issuer.settings(targets::Behaviour::default())).await;
    let (ada, eve) = (issuer.good(&target, "ada"), issuer.good(&target, "eve"));
    let session = session(&target, Some(&ada), json!({"sampling": {}})).await;
    let mut reading = Reading::of(&session, 1, "test_sampling", json!({"prompt": "x"})).await;
    let question = reading.next().await.expect("a question");
    let stolen = Session {
        target: &target,
        id: session.id.clone(),
        token: Some(eve),
    };
    assert_eq!(answer(&stolen, &question["id"], sampled("wrong")).await, 404);
    answer(&session, &question["id"], sampled("right")).await;
    assert_eq!(
        text(&reading.next().await.expect("a response")),
        "LLM response: right"
    );
}

#[tokio::test]
async fn refusals_and_answers_that_do_not_fit_are_reported() {
    let target = Target::correct().await;
    let session = session(&target, None, json!({"elicitation": {"form": {}}})).await;
    let call = |id| Reading::of(&session, id, "test_elicitation", json!({"message": "who?"}));
    let mut reading = call(1).await;
    let question = reading.next().await.expect("a question");
    let refusal = json!({"jsonrpc": "2.0", "id": question["id"], "error": {"code": -1, "message": "no"}});
    send(session.post(&refusal)).await;
    let last = reading.next().await.expect("a response");
    assert_eq!(text(&last), "the client refused with the error -1");
    let mut reading = call(2).await;
    let question = reading.next().await.expect("a question");
    let wrong = json!({"action": "accept", "content": {"username": 1, "email": "a@example.com"}});
    answer(&session, &question["id"], wrong).await;
    let last = reading.next().await.expect("a response");
    assert_eq!(last["result"]["isError"], true);
    assert_eq!(text(&last), "content.username must be of type string");
}

#[tokio::test]
async fn a_cancelled_call_asks_no_longer() {
    let target = Target::correct().await;
    let session = session(&target, None, json!({"sampling": {}})).await;
    let mut reading = Reading::of(&session, 1, "test_sampling", json!({"prompt": "x"})).await;
    let question = reading.next().await.expect("a question");
    let params = json!({"requestId": 1});
    let cancelled = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params});
    send(session.post(&cancelled)).await;
    assert_eq!(reading.next().await, None, "the stream ends without a response");
    assert_eq!(answer(&session, &question["id"], sampled("late")).await, 202);
}

#[tokio::test]
async fn an_array_is_answered_without_asking() {
    let target = Target::correct().await;
    let mut body = initialize();
    body["params"]["protocolVersion"] = json!("2025-03-26");
    body["params"]["capabilities"] = json!({"sampling": {}});
    let id = send(target.post(&body))
        .await
        .header("mcp-session-id")
        .expect("an id")
        .to_owned();
    let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    send(target.post(&initialized).header("mcp-session-id", &id)).await;
    let params = json!({"name": "test_sampling", "arguments": {"prompt": "x"}});
    let batch = json!([{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}]);
    let reply = send(target.post(&batch).header("mcp-session-id", &id)).await;
    let answers: Vec<Value> = serde_json::from_str(&reply.body).expect("an array");
    assert_eq!(
        text(&answers[0]),
        "the answer to this request has no room for questions"
    );
}

#[tokio::test]
async fn a_connection_that_the_server_ends_is_taken_up_again() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let call =
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "test_reconnection"}});
    let broken = send(session.post(&call)).await;
    let seen = events(&broken.body);
    assert!(
        seen.len() == 1 && seen[0].retry && seen[0].message.is_none(),
        "{seen:?}"
    );
    let resumed = send(session.get(Some(&seen[0].id))).await;
    assert_eq!(text(&resumed.response()), "Answered after the connection ended.");
}

#[tokio::test]
async fn a_channel_of_events_carries_questions_too() {
    let target = Target::correct().await;
    let base = format!("http://{}", target.server.address());
    let opened = target.http.get(format!("{base}/sse")).send().await;
    let mut channel = Reading::from(opened.expect("a stream"));
    let address = format!("{base}{}", channel.address().await);
    let post = async |message: Value| {
        let request = target
            .http
            .post(&address)
            .header("content-type", "application/json");
        assert_eq!(send(request.body(message.to_string())).await.status, 202);
    };
    let mut hello = initialize();
    hello["params"]["protocolVersion"] = json!("2024-11-05");
    hello["params"]["capabilities"] = json!({"sampling": {}});
    post(hello).await;
    assert_eq!(channel.next().await.expect("a handshake")["id"], 0);
    post(json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
    let params = json!({"name": "test_sampling", "arguments": {"prompt": "hello"}});
    post(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})).await;
    let question = channel.next().await.expect("a question");
    assert_eq!(question["method"], "sampling/createMessage");
    post(json!({"jsonrpc": "2.0", "id": question["id"], "result": sampled("good day")})).await;
    let last = channel.next().await.expect("a response");
    assert_eq!(text(&last), "LLM response: good day");
}

//! What the official suite expects by name.

use serde_json::{Value, json};

use crate::common::{Reply, Target, meta, send};

/// Calls a tool of the modern era as a client that can be asked for these things.
async fn call(target: &Target, name: &str, capabilities: Value, more: Value) -> Reply {
    request(target, "tools/call", name, capabilities, more).await
}

async fn request(target: &Target, method: &str, name: &str, capabilities: Value, more: Value) -> Reply {
    let mut params = json!({"name": name, "_meta": meta(capabilities)});
    for (key, value) in more.as_object().into_iter().flatten() {
        params[key] = value.clone();
    }
    target.ask(method, params).await
}

fn everything() -> Value {
    json!({"elicitation": {}, "sampling": {}, "roots": {}})
}

fn accepted(content: &Value) -> Value {
    json!({"action": "accept", "content": content})
}

fn keys(reply: &Reply) -> Vec<String> {
    let result = &reply.response()["result"];
    assert_eq!(result["resultType"], "input_required", "{}", reply.body);
    let requests = result["inputRequests"].as_object().expect("requests");
    requests.keys().cloned().collect()
}

#[tokio::test]
async fn every_kind_of_content_is_served() {
    let target = Target::correct().await;
    for (tool, kinds) in [
        ("test_simple_text", &["text"] as &[_]),
        ("test_image_content", &["image"]),
        ("test_audio_content", &["audio"]),
        ("test_embedded_resource", &["resource"]),
        ("test_multiple_content_types", &["text", "image", "resource"]),
    ] {
        let result = target.tool(tool, json!({})).await.response()["result"].take();
        let content = result["content"].as_array().expect("content");
        let seen: Vec<_> = content.iter().filter_map(|item| item["type"].as_str()).collect();
        assert_eq!(seen, kinds, "{tool}");
        assert!(result.get("isError").is_none(), "{tool}");
    }
    let failed = target.tool("test_error_handling", json!({})).await;
    assert_eq!(failed.response()["result"]["isError"], true);
}

#[tokio::test]
async fn the_fixtures_stand_after_the_tools_of_our_own() {
    let target = Target::correct().await;
    let tools = target.ask("tools/list", json!({})).await.response();
    let names: Vec<_> = tools["result"]["tools"]
        .as_array()
        .expect("tools")
        .iter()
        .filter_map(|tool| tool["name"].as_str().map(str::to_owned))
        .collect();
    let fixture = |name: &String| name.starts_with("test_") || name.starts_with("json_schema");
    let own = names.iter().take_while(|name| !fixture(name)).count();
    assert!(own >= 8 && names[own..].iter().all(fixture), "{names:?}");
    assert!(own < names.len(), "{names:?}");
}

#[tokio::test]
async fn a_conditional_schema_is_enforced() {
    let target = Target::correct().await;
    let contact = |arguments| target.tool("json_schema_2020_12_tool", arguments);
    let good = json!({"name": "Ada", "contactMethod": "phone", "phone": "1", "address": {"city": "London"}});
    assert_eq!(
        contact(good).await.text(),
        "Ada would like to be contacted by phone."
    );
    for wrong in [
        json!({}),
        json!({"contactMethod": "phone", "email": "ada@example.com"}),
        json!({"contactMethod": "letter", "phone": "1"}),
        json!({"email": "ada@example.com", "address": {"city": 1}}),
    ] {
        let reply = contact(wrong.clone()).await.response();
        assert_eq!(reply["result"]["isError"], true, "{wrong}");
    }
}

#[tokio::test]
async fn resources_are_text_or_bytes_and_a_template_takes_an_id() {
    let target = Target::correct().await;
    let read = async |uri: &str| {
        let reply = target.ask("resources/read", json!({"uri": uri})).await;
        reply
            .response()
            .pointer("/result/contents/0")
            .cloned()
            .unwrap_or_default()
    };
    assert!(read("test://static-text").await["text"].is_string());
    assert!(read("test://static-binary").await["blob"].is_string());
    let data = read("test://template/123/data").await;
    assert!(
        data["text"]
            .as_str()
            .is_some_and(|text| text.contains("\"id\":\"123\""))
    );
    assert!(read("test://template/../data").await.is_null());
}

#[tokio::test]
async fn prompts_are_made_with_all_of_their_arguments() {
    let target = Target::correct().await;
    let get = |name: &str, arguments: Value| {
        target.ask("prompts/get", json!({"name": name, "arguments": arguments}))
    };
    let two = get(
        "test_prompt_with_arguments",
        json!({"arg1": "one", "arg2": "two"}),
    )
    .await;
    let text = two.response()["result"]["messages"][0]["content"]["text"].take();
    assert_eq!(text, "The arguments are \"one\" and \"two\".");
    assert_eq!(
        get("test_prompt_with_arguments", json!({"arg1": "one"}))
            .await
            .code(),
        Some(-32602)
    );
    let image = get("test_prompt_with_image", json!({})).await.response();
    assert_eq!(image["result"]["messages"][0]["content"]["type"], "image");
}

#[tokio::test]
async fn a_question_without_state_is_answered_in_any_request() {
    let target = Target::correct().await;
    let tool = "test_input_required_result_elicitation";
    let ask = |answers: Value| call(&target, tool, everything(), json!({"inputResponses": answers}));
    let first = call(&target, tool, everything(), json!({})).await;
    assert_eq!(keys(&first), ["user_name"]);
    assert_eq!(
        keys(&ask(json!({"other": accepted(&json!({}))})).await),
        ["user_name"]
    );
    let answer = accepted(&json!({"name": "Ada"}));
    let more = json!({"user_name": answer, "other": accepted(&json!({}))});
    assert_eq!(ask(more).await.text(), "Hello, Ada!");
    for wrong in [
        json!(null),
        json!({"user_name": 1}),
        json!({"user_name": accepted(&json!({}))}),
        json!({"user_name": {"action": "perhaps"}}),
    ] {
        assert_eq!(ask(wrong.clone()).await.code(), Some(-32602), "{wrong}");
    }
}

#[tokio::test]
async fn answers_of_earlier_rounds_come_back_in_the_state() {
    let target = Target::correct().await;
    let tool = "test_input_required_result_multi_round";
    let retry = |step: &str, content: Value, state: &Value| {
        let answers = json!({step: accepted(&content)});
        let more = json!({"inputResponses": answers, "requestState": state});
        call(&target, tool, everything(), more)
    };
    let first = call(&target, tool, everything(), json!({})).await;
    assert_eq!(keys(&first), ["step1"]);
    let state = first.response()["result"]["requestState"].take();
    let second = retry("step1", json!({"name": "Ada"}), &state).await;
    assert_eq!(keys(&second), ["step2"]);
    let later = second.response()["result"]["requestState"].take();
    assert_ne!(later, state);
    let last = retry("step2", json!({"color": "red"}), &later).await.text();
    assert!(last.contains("Ada") && last.contains("red"), "{last}");
    // The state of the first round does not finish the second.
    assert_eq!(
        keys(&retry("step2", json!({"color": "red"}), &state).await),
        ["step1"]
    );
}

#[tokio::test]
async fn a_state_is_good_for_its_own_request_only() {
    let target = Target::correct().await;
    let first = call(
        &target,
        "test_input_required_result_request_state",
        everything(),
        json!({}),
    )
    .await;
    let state = first.response()["result"]["requestState"].take();
    let more = json!({"inputResponses": {"confirm": accepted(&json!({"ok": true}))}, "requestState": state});
    let other = "test_input_required_result_tampered_state";
    assert_eq!(
        call(&target, other, everything(), more).await.code(),
        Some(-32602)
    );
    let changed = format!("{}x", state.as_str().expect("a string"));
    let more =
        json!({"inputResponses": {"confirm": accepted(&json!({"ok": true}))}, "requestState": changed});
    let own = "test_input_required_result_request_state";
    assert_eq!(call(&target, own, everything(), more).await.code(), Some(-32602));
}

#[tokio::test]
async fn only_what_the_client_declared_is_asked() {
    let target = Target::correct().await;
    let some = "test_input_required_result_capabilities";
    let sampling = json!({"sampling": {}});
    assert_eq!(
        keys(&call(&target, some, sampling.clone(), json!({})).await),
        ["greeting"]
    );
    let nothing = call(&target, some, json!({}), json!({})).await;
    assert_eq!(nothing.text(), "The client can be asked nothing.");
    let all = "test_input_required_result_multiple_inputs";
    let refused = call(&target, all, sampling, json!({})).await;
    assert_eq!((refused.status, refused.code()), (400, Some(-32021)));
    assert_eq!(
        refused.response()["error"]["data"]["requiredCapabilities"],
        json!({"elicitation": {"form": {}}, "roots": {}})
    );
    assert_eq!(keys(&call(&target, all, everything(), json!({})).await).len(), 3);
}

#[tokio::test]
async fn a_prompt_can_need_input_too() {
    let target = Target::correct().await;
    let get = |capabilities, more| {
        request(
            &target,
            "prompts/get",
            "test_input_required_result_prompt",
            capabilities,
            more,
        )
    };
    assert_eq!(get(json!({}), json!({})).await.status, 400);
    assert_eq!(keys(&get(everything(), json!({})).await), ["user_context"]);
    let answers = json!({"user_context": accepted(&json!({"context": "a test"}))});
    let made = get(everything(), json!({"inputResponses": answers}))
        .await
        .response();
    assert_eq!(
        made["result"]["messages"][0]["content"]["text"],
        "The context is this: a test"
    );
}

#[tokio::test]
async fn audio_is_kept_from_clients_that_do_not_know_it() {
    let target = Target::correct().await;
    let mut initialize = crate::common::initialize();
    initialize["params"]["protocolVersion"] = json!("2024-11-05");
    let opened = send(target.post(&initialize)).await;
    let call =
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "test_audio_content"}});
    let session = opened.header("mcp-session-id").expect("a session");
    let reply = send(target.post(&call).header("mcp-session-id", session)).await;
    assert_eq!(reply.response()["result"]["isError"], true);
}

//! Answers that are none: of another form, for another question, missing, and those that say no. And what is asked of
//! clients that declare one mode of elicitation.

use serde_json::{Map, Value, json};

use super::{
    ASK, CAPABLE, Era, Holding, Over, Probe, RETRY, again, ask, askers, capabilities, first_call, is_interim,
    retry, retry_once,
};
use crate::conversation::{Conversation, Halt};
use crate::transcript::Fixture;

/// The retry with an answer that is none: an unknown action, what answers another kind of question, a bare string.
pub const ILL_FORMED: &str = "retry-with-ill-formed-answer";
/// The retry without any answer.
pub const NONE: &str = "retry-without-answers";
/// The retry with an answer under a key that nobody asked for, and no other.
pub const OTHER_KEY: &str = "retry-with-answer-for-other-key";
/// The retry with all answers but one, where there are several questions.
pub const PARTIAL: &str = "retry-with-part-of-the-answers";
/// The retry of a form with content that does not fit it.
pub const MISFIT: &str = "retry-with-misfit-content";
/// The retry that says no: declined and cancelled.
pub const SAYS_NO: &[&str] = &["retry-declined", "retry-cancelled"];
/// The same, with the content of a consent beside it.
pub const SAYS_NO_WITH_CONTENT: &[&str] = &["retry-declined-with-content", "retry-cancelled-with-content"];
/// Calls of tools by a client that declares these modes of elicitation.
pub const MODES: &[(&str, &[&str])] = &[
    ("call-with-form-and-url", &["form", "url"]),
    ("call-with-form", &["form"]),
    ("call-with-url", &["url"]),
    ("call-with-empty-elicitation", &[]),
];

/// Discovery.
pub const DISCOVER: &str = "discover";
/// Discovery of a client with an extension that nobody knows.
pub const WITH_UNKNOWN: &str = "discover-with-unknown-extension";

/// Tools that are called with every mode.
const TOOLS: usize = 4;

/// A tool that asks for input, and answers that are none.
pub static ANSWERS: Probe = Probe {
    name: "input-responses",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.client_capabilities = capabilities(&["elicitation", "sampling", "roots"]);
    let list = c.request("tools/list", json!({}));
    c.send(CAPABLE, list).await?;
    let discover = c.request("server/discover", json!({}));
    c.send(DISCOVER, discover).await?;
    let mut discover = c.request("server/discover", json!({}));
    discover.edit(|message| {
        let declared = &mut message["params"]["_meta"]["io.modelcontextprotocol/clientCapabilities"];
        declared["extensions"] = json!({"com.example/proofhouse-unknown": {"level": 1}});
    });
    c.send(WITH_UNKNOWN, discover).await?;
    let askers = askers(c, 2).await?;
    modes(c).await?;
    let Some(call) = askers.first() else { return Ok(()) };
    let Some(asked) = ask(c, call, ASK).await? else {
        return Ok(());
    };
    if !retry(c, RETRY, call, &asked).await? {
        return Ok(());
    }
    ill_formed(c, call).await?;
    for call in &askers {
        again(c, RETRY, call).await?;
        partial(c, call).await?;
        misfits(c, call).await?;
    }
    says_no(c, call).await?;
    again(c, RETRY, call).await
}

/// Answers the first question of a flow with `answer`, and the others well.
async fn answer_first(c: &mut Conversation, label: &str, call: &Fixture, answer: Value) -> Result<(), Halt> {
    let Some(mut asked) = ask(c, call, ASK).await? else {
        return Ok(());
    };
    let first = asked
        .answers
        .as_object()
        .and_then(|all| all.keys().next())
        .cloned();
    if let Some(key) = first {
        asked.answers[key] = answer;
        retry_once(c, label, call, &asked.answers, asked.state.as_ref()).await?;
    }
    Ok(())
}

async fn ill_formed(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    let Some(asked) = ask(c, call, ASK).await? else {
        return Ok(());
    };
    let first = asked
        .answers
        .as_object()
        .and_then(|all| all.values().next())
        .cloned();
    let is_form = first.as_ref().is_some_and(|answer| answer["action"].is_string());
    let other_kind = if is_form {
        json!({"role": "assistant", "content": {"type": "text", "text": "accept"}, "model": "proofhouse"})
    } else {
        json!({"action": "accept", "content": {}})
    };
    let mut unknown = first.unwrap_or_default();
    if is_form {
        unknown["action"] = json!("maybe");
    } else {
        unknown = json!({});
    }
    for answer in [unknown, other_kind, json!("accept"), json!([true])] {
        answer_first(c, ILL_FORMED, call, answer).await?;
    }
    if let Some(asked) = ask(c, call, ASK).await? {
        retry_once(c, NONE, call, &json!({}), asked.state.as_ref()).await?;
    }
    if let Some(asked) = ask(c, call, ASK).await? {
        let answer = asked.answers.as_object().and_then(|all| all.values().next());
        let other = json!({"proofhouse-unasked": answer});
        retry_once(c, OTHER_KEY, call, &other, asked.state.as_ref()).await?;
    }
    Ok(())
}

/// Each question in turn is left without an answer.
async fn partial(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    let Some(asked) = ask(c, call, ASK).await? else {
        return Ok(());
    };
    let keys: Vec<String> = asked
        .answers
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.clone())
        .collect();
    for left_out in keys.iter().filter(|_| keys.len() > 1) {
        let Some(asked) = ask(c, call, ASK).await? else {
            return Ok(());
        };
        let part: Map<String, Value> = asked
            .answers
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| *key != left_out)
            .map(|(key, answer)| (key.clone(), answer.clone()))
            .collect();
        retry_once(c, PARTIAL, call, &part.into(), asked.state.as_ref()).await?;
    }
    Ok(())
}

/// Content that breaks the schema of its form: a member of another type, one missing, one outside its choices.
async fn misfits(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    let request = c.request("tools/call", first_call(call));
    let result = c.send(ASK, request).await?.result().cloned().unwrap_or_default();
    let requests = result["inputRequests"].as_object().cloned().unwrap_or_default();
    let form = requests
        .iter()
        .find(|(_, request)| request["params"]["requestedSchema"].is_object());
    let Some((key, request)) = form else { return Ok(()) };
    let schema = request["params"]["requestedSchema"].clone();
    let good = super::approval(&schema);
    for content in broken_content(&schema, &good) {
        let Some(mut asked) = ask(c, call, ASK).await? else {
            return Ok(());
        };
        asked.answers[key] = json!({"action": "accept", "content": content});
        retry_once(c, MISFIT, call, &asked.answers, asked.state.as_ref()).await?;
    }
    Ok(())
}

fn broken_content(schema: &Value, good: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let mut other = good.clone();
        other[name] = match property["type"].as_str() {
            Some("string") => json!(7),
            _ => json!("proofhouse"),
        };
        all.push(other);
        if property["enum"].is_array() {
            let mut other = good.clone();
            other[name] = json!("proofhouse-no-choice");
            all.push(other);
        }
        if required.contains(&name.as_str()) {
            let mut other = good.clone();
            other.as_object_mut().map(|members| members.remove(name));
            all.push(other);
        }
    }
    all
}

/// Declined and cancelled, with and without the content of a consent.
async fn says_no(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    let Some(asked) = ask(c, call, ASK).await? else {
        return Ok(());
    };
    let first = asked
        .answers
        .as_object()
        .and_then(|all| all.values().next())
        .cloned();
    let Some(content) = first.and_then(|answer| answer.get("content").cloned()) else {
        return Ok(());
    };
    for (at, action) in ["decline", "cancel"].iter().enumerate() {
        answer_first(c, SAYS_NO[at], call, json!({"action": action})).await?;
        let with_content = json!({"action": action, "content": content});
        answer_first(c, SAYS_NO_WITH_CONTENT[at], call, with_content).await?;
    }
    Ok(())
}

/// Every tool that may be called, by a client that takes forms and URLs; those that ask by clients that take less.
async fn modes(c: &mut Conversation) -> Result<(), Halt> {
    let before = c.client_capabilities.clone();
    let mut calls: Vec<Fixture> = super::candidates(c).into_iter().map(|(call, _)| call).collect();
    for (at, (label, modes)) in MODES.iter().enumerate() {
        let declared: Map<String, Value> = modes.iter().map(|mode| ((*mode).to_owned(), json!({}))).collect();
        c.client_capabilities = before.clone();
        c.client_capabilities["elicitation"] = declared.into();
        let mut eliciting = Vec::new();
        for call in &calls {
            let request = c.request("tools/call", first_call(call));
            let reply = c.send(label, request).await?;
            let result = reply.result().cloned().unwrap_or_default();
            let elicits = result["inputRequests"]
                .as_object()
                .is_some_and(|asked| asked.values().any(|one| one["method"] == "elicitation/create"));
            if is_interim(&result) && elicits {
                eliciting.push(call.clone());
            }
        }
        if at == 0 {
            calls = eliciting.into_iter().take(TOOLS).collect();
        }
    }
    c.client_capabilities = before;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_breaks_its_form_in_one_place() {
        let schema = json!({
            "properties": {"colour": {"type": "string", "enum": ["red"]}, "cups": {"type": "integer"}},
            "required": ["colour"],
        });
        let good = json!({"colour": "red", "cups": 1});
        let all = broken_content(&schema, &good);
        assert_eq!(
            all,
            [
                json!({"colour": 7, "cups": 1}),
                json!({"colour": "proofhouse-no-choice", "cups": 1}),
                json!({"cups": 1}),
                json!({"colour": "red", "cups": "proofhouse"}),
            ]
        );
    }
}

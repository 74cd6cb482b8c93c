//! Elicitation.

use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::checks::jsonrpc::spoken;
use crate::jsonrpc::Message;
use crate::transcript::{Reply, Transcript};

mod bound_to_user;
mod content_validated;
mod empty_means_form;
mod mode_respected;
mod no_secrets_by_form;
mod no_url_in_form;
mod not_for_login;
mod refusal_handled;
mod removed_pieces;
mod request_fields;
mod required_error_only_then;
mod schema_flat;
mod url_https;
mod url_valid;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &required_error_only_then::CHECK,
    &content_validated::CHECK,
    &refusal_handled::CHECK,
    &empty_means_form::CHECK,
    &mode_respected::CHECK,
    &bound_to_user::CHECK,
    &request_fields::CHECK,
    &schema_flat::CHECK,
    &no_secrets_by_form::CHECK,
    &no_url_in_form::CHECK,
    &url_valid::CHECK,
    &url_https::CHECK,
    &removed_pieces::CHECK,
    &not_for_login::CHECK,
];

/// The modes of the elicitations that an interim result holds.
fn asked_modes(reply: &Reply<'_>) -> impl Iterator<Item = String> + use<> {
    let requests = reply.result().map(|result| result["inputRequests"].clone());
    let requests = requests
        .and_then(|requests| requests.as_object().cloned())
        .unwrap_or_default();
    let elicitations = requests
        .into_iter()
        .filter(|(_, request)| request["method"] == "elicitation/create");
    elicitations.map(|(_, request)| request["params"]["mode"].as_str().unwrap_or("form").to_owned())
}

/// The tool that was called.
fn called(reply: &Reply<'_>) -> String {
    let params = reply.sent_message().member("params");
    params
        .map(|params| params["name"].to_string())
        .unwrap_or_default()
}

/// The parameters of every elicitation in a message: a request, those of an interim result, those that an error wants.
fn elicitations_in(message: &Message) -> Vec<Value> {
    if message.method() == Some("elicitation/create") {
        return message.member("params").cloned().into_iter().collect();
    }
    let mut found = Vec::new();
    let result = message.member("result").map(|result| &result["inputRequests"]);
    for (_, request) in result.and_then(Value::as_object).into_iter().flatten() {
        if request["method"] == "elicitation/create" {
            found.push(request["params"].clone());
        }
    }
    let error = message
        .member("error")
        .map(|error| &error["data"]["elicitations"]);
    found.extend(error.and_then(Value::as_array).into_iter().flatten().cloned());
    found
}

/// Holds `judge` for every elicitation of the record that is relevant.
fn for_all_elicitations(
    seen: &Transcript,
    relevant: impl Fn(&Value) -> bool,
    judge: impl Fn(&Reply<'_>, &Value) -> Judgement,
) -> Judgement {
    let (mut served, mut met) = (false, false);
    for reply in seen.all_exchanges() {
        served = served || (reply.id.is_some() && reply.is_served());
        for params in spoken(&reply)
            .flat_map(elicitations_in)
            .filter(|params| relevant(params))
        {
            met = true;
            judge(&reply, &params)?;
        }
    }
    match (served, met) {
        (false, _) => Err(Verdict::inconclusive("the target served nothing in this column")),
        (true, false) => Err(Verdict::not_applicable("no such elicitation was seen")),
        (true, true) => Ok(()),
    }
}

/// Whether an elicitation shows a form.
fn is_form(params: &Value) -> bool {
    params.get("mode").is_none_or(|mode| mode == "form")
}

/// Whether it sends the user to a URL.
fn is_url(params: &Value) -> bool {
    params["mode"] == "url"
}

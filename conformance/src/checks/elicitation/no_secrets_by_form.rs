use super::{for_all_elicitations, is_form};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.no-secrets-by-form",
    requirements: &["ELIC-NO-SECRETS-BY-FORM"],
    summary: "no form asks for a password, a key or a token",
    severity: Severity::High,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Ask for secrets by URL, where the client and its model do not see them.",
    classes: &["CWE-522", "CWE-359", "MCP01:2025"],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"a":{"type":"string"}}}}}}}}"#,
        ),
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"token_count":{"type":"integer"}}}}}}}}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"api_key":{"type":"string"}}}}}}}}"#,
            "a form asks for \"api_key\"",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"a":{"type":"string","title":"Your password"}}}}}}}}"#,
            "a form asks for \"Your password\"",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"a":{"type":"string","title":"Passphrase for the SSH key"}}}}}}}}"#,
            "a form asks for \"Passphrase for the SSH key\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all_elicitations(seen, is_form, |reply, params| {
        for (name, property) in params["requestedSchema"]["properties"]
            .as_object()
            .into_iter()
            .flatten()
        {
            let title = property["title"].as_str().unwrap_or_default();
            // What only mentions a secret, such as a policy for passwords, asks for none.
            let is_choice = property.get("enum").is_some() || property.get("oneOf").is_some();
            let is_date = ["date", "date-time"].contains(&property["format"].as_str().unwrap_or_default());
            let is_text = property["type"] == "string" && !is_choice && !is_date;
            let clear = [name.as_str(), title]
                .into_iter()
                .find(|text| is_text && ends_with_secret(text));
            let says = || format!("a form asks for {:?}", clear.unwrap_or_default());
            // The label of a key is none, and the passphrase for one is a secret.
            if clear.is_some_and(is_about_something) {
                reply.advise(false, says)?;
            }
            reply.require(clear.is_none(), says)?;
            let description = property["description"].as_str().unwrap_or_default();
            reply.advise(!is_secret(description), || {
                format!("a form asks for what is described as {description:?}")
            })?;
        }
        Ok(())
    })
}

/// Words that name a secret, whatever stands around them. A bare "key" or "token" may be anything.
const SECRETS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "api key",
    "apikey",
    "secret key",
    "private key",
    "access token",
    "refresh token",
    "client secret",
    "bearer token",
    "credit card",
    "credit card number",
    "cvv",
    "cvc",
    "one time code",
    "ssh key",
];

fn words(text: &str) -> String {
    // camelCase, snake_case and kebab-case are words too.
    let mut words = String::new();
    let mut last = ' ';
    for letter in text.chars() {
        if letter.is_ascii_uppercase() && last.is_ascii_lowercase() {
            words.push(' ');
        }
        last = letter;
        words.push(if letter.is_alphanumeric() {
            letter.to_ascii_lowercase()
        } else {
            ' '
        });
    }
    format!(" {} ", words.trim())
}

fn is_secret(text: &str) -> bool {
    let words = words(text);
    SECRETS
        .iter()
        .any(|secret| words.contains(&format!(" {secret} ")))
}

/// Whether a text names something by what it belongs to.
fn is_about_something(text: &str) -> bool {
    let words = words(text);
    let about = [" of ", " for ", " to ", " with ", " which "];
    about.iter().any(|word| words.contains(word))
}

fn ends_with_secret(text: &str) -> bool {
    let words = words(text);
    SECRETS
        .iter()
        .any(|secret| words.ends_with(&format!(" {secret} ")))
}

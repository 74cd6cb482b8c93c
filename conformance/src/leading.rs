//! Where a tool or a resource takes a URL, a host or a path: by the names and formats of its parameters.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::arguments;
use crate::transcript::Fixture;

/// Leads that are followed in one column.
const LEADS: usize = 16;

const URL: &str = "{upstream}/{canary}";
const HOST: &str = "{upstream_host}/{canary}";
const PATH: &str = "/{canary}";

/// Words in the name of a parameter that takes a URL.
const URL_WORDS: &[&str] = &[
    "url",
    "urls",
    "uri",
    "uris",
    "href",
    "link",
    "links",
    "endpoint",
    "callback",
    "webhook",
    "hook",
    "website",
    "site",
    "feed",
    "redirect",
    "icon",
    "image",
    "logo",
    "src",
    "origin",
    "proxy",
    "remote",
    "repository",
    "base",
];

/// Words in the name of one that takes a host.
const HOST_WORDS: &[&str] = &["host", "hostname", "domain", "server", "authority"];

/// Words in the name of one that takes a path.
const PATH_WORDS: &[&str] = &["path", "pathname", "route"];

/// Words in the name of one that takes a schema or a part of one, which may refer elsewhere.
const SCHEMA_WORDS: &[&str] = &["schema", "definition", "ref"];

/// A call for each parameter of these tools that may lead somewhere, with `{upstream}`, `{upstream_host}` and
/// `{canary}` to be filled.
pub fn calls<'t>(tools: impl Iterator<Item = &'t Value>) -> Vec<Fixture> {
    let mut found = Vec::new();
    for tool in tools {
        let (Some(name), Some(properties)) = (
            tool["name"].as_str(),
            tool["inputSchema"]["properties"].as_object(),
        ) else {
            continue;
        };
        let Ok(plain) = arguments::plain(&tool["inputSchema"]) else {
            continue;
        };
        for (parameter, value) in leads(properties) {
            let mut arguments = plain.clone();
            arguments[parameter] = value;
            found.push(Fixture {
                tool: name.to_owned(),
                arguments,
            });
        }
    }
    found.truncate(LEADS);
    found
}

fn leads(properties: &Map<String, Value>) -> impl Iterator<Item = (&str, Value)> {
    properties
        .iter()
        .filter_map(|(name, schema)| lead(name, schema).map(|value| (name.as_str(), value)))
}

/// What leads the server by a parameter, if anything does.
fn lead(name: &str, schema: &Value) -> Option<Value> {
    let words = words(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let is = |kind: &str| match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|one| one == kind),
        one => one == kind,
    };
    if schema.get("enum").is_some() || schema.get("const").is_some() {
        return None;
    }
    if has(SCHEMA_WORDS) && (is("object") || schema["type"].is_null()) {
        return Some(json!({"$ref": URL}));
    }
    let (inner, is_list) = if is("array") {
        (&schema["items"], true)
    } else {
        (schema, false)
    };
    let is_text = inner["type"] == "string" || is("string");
    let text = match inner["format"].as_str() {
        Some("uri" | "url" | "iri" | "uri-reference" | "iri-reference") => URL,
        Some("hostname" | "idn-hostname") => HOST,
        _ if !is_text => return None,
        _ if has(URL_WORDS) => URL,
        _ if has(HOST_WORDS) => HOST,
        _ if has(PATH_WORDS) => PATH,
        _ => return None,
    };
    Some(if is_list { json!([text]) } else { json!(text) })
}

/// Whether what bears this name may be an address or a path.
pub fn may_lead(name: &str) -> bool {
    let known = [
        URL_WORDS,
        HOST_WORDS,
        PATH_WORDS,
        &["file", "folder", "directory"],
    ];
    let words = words(name);
    words
        .iter()
        .any(|word| known.iter().any(|list| list.contains(&word.as_str())))
}

/// The words of a name: `callbackUrl`, `callback_url` and `callback-url` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in name.chars() {
        let starts = character.is_uppercase() && was_lower;
        was_lower = character.is_lowercase();
        if starts || !character.is_alphanumeric() {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The argument of a call that leads somewhere.
pub fn led_argument(arguments: &Value) -> Option<&str> {
    let mut members = arguments.as_object()?.iter();
    let leads = |value: &Value| value.to_string().contains("{canary}");
    members
        .find(|(_, value)| leads(value))
        .map(|(name, _)| name.as_str())
}

/// A URI template (RFC 6570) with the URL in the variables that take one, if it has such a variable.
pub fn expand(template: &str, url: &str) -> Option<String> {
    let mut out = String::new();
    let mut leads = false;
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (expression, after) = after.split_once('}')?;
        rest = after;
        out.push_str(before);
        let (operator, names) = match expression.chars().next()? {
            operator @ ('+' | '#' | '.' | '/' | ';' | '?' | '&') => (Some(operator), &expression[1..]),
            _ => (None, expression),
        };
        for (number, name) in names.split(',').enumerate() {
            let name = name.trim_end_matches('*').split(':').next().unwrap_or_default();
            let is_named = words(name).iter().any(|word| URL_WORDS.contains(&word.as_str()));
            leads |= is_named;
            let value = if is_named { url } else { "proofhouse" };
            let encoded = match operator {
                Some('+' | '#') => value.to_owned(),
                _ => utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(),
            };
            match operator {
                Some('?' | '&') => {
                    let mark = if operator == Some('?') && number == 0 {
                        '?'
                    } else {
                        '&'
                    };
                    out.extend([mark.to_string(), name.to_owned(), "=".to_owned(), encoded]);
                }
                Some(';') => out.extend([";".to_owned(), name.to_owned(), "=".to_owned(), encoded]),
                Some(mark @ ('/' | '.')) => out.extend([mark.to_string(), encoded]),
                Some('#') if number == 0 => out.extend(["#".to_owned(), encoded]),
                _ if number > 0 => out.extend([",".to_owned(), encoded]),
                _ => out.push_str(&encoded),
            }
        }
    }
    out.push_str(rest);
    leads.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_that_lead_somewhere_are_known_by_name_and_format() {
        for (name, schema, value) in [
            ("url", json!({"type": "string"}), Some(json!(URL))),
            (
                "callbackUrl",
                json!({"type": ["string", "null"]}),
                Some(json!(URL)),
            ),
            ("web_hook", json!({"type": "string"}), Some(json!(URL))),
            (
                "about",
                json!({"type": "string", "format": "uri"}),
                Some(json!(URL)),
            ),
            (
                "urls",
                json!({"type": "array", "items": {"type": "string"}}),
                Some(json!([URL])),
            ),
            ("hostname", json!({"type": "string"}), Some(json!(HOST))),
            ("path", json!({"type": "string"}), Some(json!(PATH))),
            ("schema", json!({"type": "object"}), Some(json!({"$ref": URL}))),
            ("url", json!({"type": "integer"}), None),
            ("url", json!({"enum": ["a"]}), None),
            ("curl", json!({"type": "string"}), None),
            ("message", json!({"type": "string"}), None),
        ] {
            assert_eq!(lead(name, &schema), value, "{name} {schema}");
        }
    }

    #[test]
    fn templates_are_expanded_where_they_take_a_url() {
        let url = "http://127.0.0.1:9/a";
        for (template, expanded) in [
            ("proxy://{+url}", Some("proxy://http://127.0.0.1:9/a")),
            (
                "page://x{?url,page}",
                Some("page://x?url=http%3A%2F%2F127%2E0%2E0%2E1%3A9%2Fa&page=proofhouse"),
            ),
            ("a{/link}b", Some("a/http%3A%2F%2F127%2E0%2E0%2E1%3A9%2Fab")),
            ("proof://note/{name}", None),
            ("broken{url", None),
        ] {
            assert_eq!(expand(template, url).as_deref(), expanded, "{template}");
        }
    }
}

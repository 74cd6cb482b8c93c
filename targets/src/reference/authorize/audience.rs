//! Whether a token was issued for this server.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

use crate::behaviour::AudienceCheck;

/// Whether the `aud` claim names `resource`: as a string, or as one of an array of strings.
pub(super) fn names(audience: Option<&Value>, resource: &str, check: AudienceCheck) -> bool {
    if check == AudienceCheck::Any {
        return true;
    }
    match audience {
        Some(Value::String(audience)) => equals(audience, resource, check),
        Some(Value::Array(audiences)) if audiences.iter().all(Value::is_string) => {
            let member = check != AudienceCheck::StringOnly
                && audiences
                    .iter()
                    .filter_map(Value::as_str)
                    .any(|audience| equals(audience, resource, check));
            member || check == AudienceCheck::AnyArray && !audiences.is_empty()
        }
        Some(_) => check == AudienceCheck::WrongType,
        None => check == AudienceCheck::MissingAccepted,
    }
}

/// Equality of the whole value, byte by byte, except to flaws.
fn equals(audience: &str, resource: &str, check: AudienceCheck) -> bool {
    audience == resource
        || match check {
            AudienceCheck::Prefix => audience.starts_with(resource),
            AudienceCheck::Substring => audience.contains(resource),
            AudienceCheck::CaseInsensitive => audience.eq_ignore_ascii_case(resource),
            AudienceCheck::Origin => audience.trim_end_matches('/') == origin(resource),
            AudienceCheck::Sibling => audience.starts_with(&format!("{}/", origin(resource))),
            AudienceCheck::Decoded => percent_decode_str(audience).decode_utf8_lossy() == resource,
            AudienceCheck::Normalized => {
                normalized(audience).is_some() && normalized(audience) == normalized(resource)
            }
            AudienceCheck::AnyLoopback => loopback(audience) == loopback(resource),
            AudienceCheck::HostOnly => host(audience).is_some() && host(audience) == host(resource),
            _ => false,
        }
}

fn origin(resource: &str) -> String {
    Url::parse(resource)
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default()
}

fn normalized(resource: &str) -> Option<Url> {
    let mut url = Url::parse(resource.trim()).ok()?;
    url.set_fragment(None);
    Some(url)
}

/// The identifier with one name for every name and address of this machine.
fn loopback(resource: &str) -> String {
    let names = ["localhost", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.2", "0.0.0.0"];
    names.iter().fold(resource.to_owned(), |text, name| {
        text.replacen(&format!("//{name}:"), "//127.0.0.1:", 1)
    })
}

fn host(resource: &str) -> Option<String> {
    Url::parse(resource).ok()?.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RESOURCE: &str = "http://127.0.0.1:4000/mcp";

    fn accepted(check: AudienceCheck) -> Vec<&'static str> {
        let foreign = [
            ("foreign", json!("https://other.example/mcp")),
            ("prefix", json!("http://127.0.0.1:4000/mcp-other")),
            (
                "substring",
                json!("https://other.example/?to=http://127.0.0.1:4000/mcp"),
            ),
            ("origin", json!("http://127.0.0.1:4000")),
            ("host", json!("https://127.0.0.1:4001/mcp")),
            ("case", json!("http://127.0.0.1:4000/MCP")),
            ("array", json!(["https://other.example/mcp"])),
            ("empty array", json!([])),
            ("sibling", json!("http://127.0.0.1:4000/other")),
            ("number", json!(7)),
            ("object", json!({RESOURCE: true})),
            ("nested", json!([[RESOURCE]])),
            ("joined", json!(format!("{RESOURCE} https://other.example/mcp"))),
            ("wildcard", json!("*")),
        ];
        let mut names: Vec<_> = foreign
            .iter()
            .filter(|(_, audience)| super::names(Some(audience), RESOURCE, check))
            .map(|(name, _)| *name)
            .collect();
        if super::names(None, RESOURCE, check) {
            names.push("missing");
        }
        names
    }

    #[test]
    fn only_the_exact_resource_is_accepted() {
        assert!(names(Some(&json!(RESOURCE)), RESOURCE, AudienceCheck::Exact));
        assert!(names(
            Some(&json!(["x", RESOURCE])),
            RESOURCE,
            AudienceCheck::Exact
        ));
        assert_eq!(accepted(AudienceCheck::Exact), Vec::<&str>::new());
    }

    #[test]
    fn each_flaw_opens_its_own_door() {
        for (check, opened) in [
            (AudienceCheck::Prefix, vec!["prefix", "joined"]),
            (AudienceCheck::Substring, vec!["prefix", "substring", "joined"]),
            (AudienceCheck::Origin, vec!["origin"]),
            (AudienceCheck::MissingAccepted, vec!["missing"]),
            (AudienceCheck::CaseInsensitive, vec!["case"]),
            (AudienceCheck::AnyArray, vec!["array"]),
            (
                AudienceCheck::Sibling,
                vec!["prefix", "case", "sibling", "joined"],
            ),
            (AudienceCheck::WrongType, vec!["number", "object", "nested"]),
        ] {
            assert_eq!(accepted(check), opened, "{check:?}");
        }
    }
}

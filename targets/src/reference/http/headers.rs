//! Headers that mirror parts of the body, and whether they tell the same story.
//!
//! Intermediaries route by the headers while the server acts on the body, so a difference is an attack or a mistake.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use tokio::net::TcpStream;

use super::{Exchange, VERSION_HEADER};
use crate::behaviour::HeaderCheck;
use crate::reference::features::tools;
use crate::reference::message::{Failure, HEADER_MISMATCH};

/// Methods whose subject is mirrored into `Mcp-Name`, and the parameter that names it.
const NAMED: &[(&str, &str)] = &[
    ("tools/call", "name"),
    ("prompts/get", "name"),
    ("resources/read", "uri"),
];

fn mismatch(message: impl Into<String>) -> Failure {
    Failure::new(HEADER_MISMATCH, message)
}

/// The only value of a mirrored header. Repetition and bytes outside ASCII are refused.
fn single<'a>(exchange: &'a Exchange<'_>, name: &str) -> Result<Option<&'a str>, Failure> {
    let mut values = exchange.parts.headers.get_all(name).iter();
    let Some(value) = values.next().filter(|_| !exchange.odd_case) else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(mismatch(format!("header {name} is repeated")));
    }
    let value = value
        .to_str()
        .map_err(|_| mismatch(format!("header {name} has invalid characters")))?;
    Ok(Some(value.trim_matches([' ', '\t'])))
}

/// `MCP-Protocol-Version` must be there and equal the version in the body.
pub(super) fn check_version(exchange: &Exchange<'_>, version: &str) -> Result<(), Failure> {
    match single(exchange, VERSION_HEADER)? {
        Some(value)
            if value == version || exchange.server.behaviour.headers == HeaderCheck::VersionUncompared =>
        {
            Ok(())
        }
        Some(value) => Err(mismatch(format!(
            "MCP-Protocol-Version is {value:?}, the body says {version:?}"
        ))),
        None => Err(mismatch("MCP-Protocol-Version is missing")),
    }
}

/// The other mirrored headers of a request.
pub(super) fn check_request(
    exchange: &Exchange<'_>,
    method: &str,
    params: &Map<String, Value>,
) -> Result<(), Failure> {
    let check = exchange.server.behaviour.headers;
    match single(exchange, "mcp-method")? {
        Some(value) if same(check, value, method) || check == HeaderCheck::MethodUncompared => {}
        None if check == HeaderCheck::MethodOptional => {}
        Some(value) => {
            return Err(mismatch(format!(
                "Mcp-Method is {value:?}, the body says {method:?}"
            )));
        }
        None => return Err(mismatch("Mcp-Method is missing")),
    }
    if let Some((_, parameter)) = NAMED.iter().find(|(named, _)| *named == method)
        && let Some(subject) = params.get(*parameter).and_then(Value::as_str)
    {
        check_name(exchange, subject)?;
        if method == "tools/call" {
            check_parameters(exchange, subject, params.get("arguments").unwrap_or(&Value::Null))?;
        }
    }
    Ok(())
}

fn same(check: HeaderCheck, header: &str, body: &str) -> bool {
    header == body || check == HeaderCheck::ValuesCaseInsensitive && header.eq_ignore_ascii_case(body)
}

fn check_name(exchange: &Exchange<'_>, subject: &str) -> Result<(), Failure> {
    let check = exchange.server.behaviour.headers;
    let Some(value) = single(exchange, "mcp-name")? else {
        return match check {
            HeaderCheck::NameOptional => Ok(()),
            _ => Err(mismatch("Mcp-Name is missing")),
        };
    };
    let decoded = match decode(value) {
        _ if check == HeaderCheck::NameUndecoded => Cow::Borrowed(value),
        Some(decoded) => decoded,
        None if check == HeaderCheck::MalformedServed => return Ok(()),
        None => return Err(mismatch("Mcp-Name cannot be decoded")),
    };
    if same(check, &decoded, subject) || check == HeaderCheck::NameUncompared {
        return Ok(());
    }
    Err(mismatch(format!(
        "Mcp-Name is {decoded:?}, the body says {subject:?}"
    )))
}

/// The value of a header that may be in the Base64 form, or nothing if that form is broken.
fn decode(value: &str) -> Option<Cow<'_, str>> {
    let Some(encoded) = value
        .strip_prefix("=?base64?")
        .and_then(|rest| rest.strip_suffix("?="))
    else {
        return Some(Cow::Borrowed(value));
    };
    let bytes = STANDARD.decode(encoded).ok()?;
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn check_parameters(exchange: &Exchange<'_>, tool: &str, arguments: &Value) -> Result<(), Failure> {
    let Some(definition) = tools::definition(tool) else {
        return Ok(());
    };
    let mut mirrored = Vec::new();
    collect(&definition["inputSchema"], arguments, &mut mirrored);
    mirrored
        .into_iter()
        .try_for_each(|(name, value)| check_parameter(exchange, &name, value))
}

/// The annotated properties of a schema, each with the argument at its path.
fn collect<'a>(schema: &Value, arguments: &'a Value, mirrored: &mut Vec<(String, &'a Value)>) {
    for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
        let argument = &arguments[property];
        if let Some(name) = schema["x-mcp-header"].as_str() {
            mirrored.push((format!("mcp-param-{}", name.to_ascii_lowercase()), argument));
        }
        collect(schema, argument, mirrored);
    }
}

fn check_parameter(exchange: &Exchange<'_>, name: &str, argument: &Value) -> Result<(), Failure> {
    let check = exchange.server.behaviour.headers;
    let value = match (single(exchange, name)?, argument) {
        (None, Value::Null) => return Ok(()),
        (None, _) if check == HeaderCheck::ParameterOptional => return Ok(()),
        (None, _) => return Err(mismatch(format!("header {name} is missing"))),
        (Some(_), _) if check == HeaderCheck::ParameterUncompared => return Ok(()),
        (Some(_), Value::Null) => {
            return Err(mismatch(format!("header {name} has no counterpart in the body")));
        }
        (Some(value), _) => value,
    };
    let decoded = match decode(value) {
        Some(decoded) => decoded,
        None if check == HeaderCheck::MalformedServed => return Ok(()),
        None => return Err(mismatch(format!("header {name} cannot be decoded"))),
    };
    let equal = match argument {
        Value::String(text) => same(check, &decoded, text),
        Value::Bool(flag) => decoded == flag.to_string(),
        // Integers are compared as numbers.
        Value::Number(number) => decoded.parse::<f64>().ok() == number.as_f64(),
        _ => false,
    };
    if equal {
        Ok(())
    } else {
        Err(mismatch(format!(
            "header {name} is {decoded:?}, which differs from the body"
        )))
    }
}

/// Whether the mirrored headers of a connection's first request are in another case than the canonical one.
///
/// Only the flaw that takes case seriously asks. It looks at the bytes before they are parsed.
pub(super) async fn has_odd_case(stream: &TcpStream) -> bool {
    let mut bytes = vec![0; 16 * 1024];
    let count = stream.peek(&mut bytes).await.unwrap_or(0);
    let head = String::from_utf8_lossy(&bytes[..count]).into_owned();
    let canonical = [
        "MCP-Protocol-Version",
        "Mcp-Method",
        "Mcp-Name",
        "MCP-Session-Id",
        "Mcp-Session-Id",
    ];
    head.lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(':'))
        .any(|(name, _)| {
            canonical.iter().any(|known| known.eq_ignore_ascii_case(name)) && !canonical.contains(&name)
        })
}

//! Headers that mirror parts of the body, and whether they tell the same story.
//!
//! Intermediaries route by the headers while the server acts on the body, so a difference is an attack or a mistake.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use http::{HeaderName, HeaderValue};
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

/// What an encoded value begins with.
const PREFIX: &str = "=?base64?";

fn mismatch(message: impl Into<String>) -> Failure {
    Failure::new(HEADER_MISMATCH, message)
}

/// The only value of a mirrored header. Repetition and bytes outside ASCII are refused.
fn single<'a>(exchange: &'a Exchange<'_>, name: &str) -> Result<Option<Cow<'a, str>>, Failure> {
    let check = exchange.server.behaviour.headers;
    let mut values = exchange.parts.headers.get_all(name).iter();
    let Some(value) = values.next().filter(|_| !exchange.odd_case) else {
        return Ok(None);
    };
    if values.next().is_some() && check != HeaderCheck::FirstValueCounts {
        return Err(mismatch(format!("header {name} is repeated")));
    }
    let text = read(check, value).ok_or_else(|| mismatch(format!("header {name} has invalid characters")))?;
    Ok(Some(text))
}

fn read(check: HeaderCheck, value: &HeaderValue) -> Option<Cow<'_, str>> {
    let trimmed = |text: &'_ str| text.trim_matches([' ', '\t']).to_owned();
    match check {
        HeaderCheck::RawBytesCompared => str::from_utf8(value.as_bytes()).ok().map(Cow::Borrowed),
        HeaderCheck::InvalidBytesDropped => {
            let is_printable = |byte: &&u8| matches!(byte, b' '..=b'~');
            let printable = value.as_bytes().iter().filter(is_printable);
            let text: String = printable.map(|byte| char::from(*byte)).collect();
            Some(Cow::Owned(trimmed(&text)))
        }
        _ => value.to_str().ok().map(|text| Cow::Owned(trimmed(text))),
    }
}

/// `MCP-Protocol-Version` must be there and equal the version in the body.
pub(super) fn check_version(exchange: &Exchange<'_>, version: &str) -> Result<(), Failure> {
    let check = exchange.server.behaviour.headers;
    match single(exchange, VERSION_HEADER)? {
        Some(value) if value == version || check == HeaderCheck::VersionUncompared => Ok(()),
        None if check == HeaderCheck::VersionOptional => Ok(()),
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
        Some(value) if same(check, &value, method) || check == HeaderCheck::MethodUncompared => {}
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
    let decoded = match decode(check, &value) {
        _ if check == HeaderCheck::NameUndecoded => value,
        Some(decoded) => decoded,
        None if check == HeaderCheck::MalformedServed => return Ok(()),
        None => return Err(mismatch("Mcp-Name cannot be decoded")),
    };
    let counts = check == HeaderCheck::LiteralCounts
        && single(exchange, "mcp-name")?.is_some_and(|literal| literal == subject);
    if counts || same(check, &decoded, subject) || check == HeaderCheck::NameUncompared {
        return Ok(());
    }
    Err(mismatch(format!(
        "Mcp-Name is {decoded:?}, the body says {subject:?}"
    )))
}

/// The value of a header that may be in the Base64 form, or nothing if that form is broken.
fn decode(check: HeaderCheck, value: &str) -> Option<Cow<'static, str>> {
    let any_case = check == HeaderCheck::MarkersAnyCase && value.to_ascii_lowercase().starts_with(PREFIX);
    let rest = if any_case {
        value.get(PREFIX.len()..)
    } else {
        value.strip_prefix(PREFIX)
    };
    let Some(encoded) = rest.and_then(|rest| rest.strip_suffix("?=")) else {
        return Some(Cow::Owned(value.to_owned()));
    };
    let bytes = match check {
        HeaderCheck::PaddingOptional => STANDARD_NO_PAD.decode(encoded.trim_end_matches('=')),
        _ => STANDARD.decode(encoded),
    };
    let text = String::from_utf8(bytes.ok()?).ok()?;
    match check {
        HeaderCheck::DecodedUntilPlain if text.starts_with(PREFIX) => decode(check, &text),
        _ => Some(Cow::Owned(text)),
    }
}

fn check_parameters(exchange: &Exchange<'_>, tool: &str, arguments: &Value) -> Result<(), Failure> {
    let Some(definition) = tools::definition(tool) else {
        return Ok(());
    };
    let mut mirrored = Vec::new();
    collect(&definition["inputSchema"], arguments, &mut mirrored);
    if exchange.server.behaviour.headers == HeaderCheck::UnknownParameterRefused {
        refuse_unknown(exchange, &mirrored)?;
    }
    mirrored
        .into_iter()
        .try_for_each(|(name, value)| check_parameter(exchange, &name, value))
}

/// What one flaw does with parameter headers that the tool does not declare.
fn refuse_unknown(exchange: &Exchange<'_>, mirrored: &[(String, &Value)]) -> Result<(), Failure> {
    let mut names = exchange.parts.headers.keys().map(HeaderName::as_str);
    let declared = |name: &str| mirrored.iter().any(|(known, _)| known == name);
    match names.find(|name| name.starts_with("mcp-param-") && !declared(name)) {
        Some(name) => Err(mismatch(format!("header {name} is unknown"))),
        None => Ok(()),
    }
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
        (None, Value::Null) if check != HeaderCheck::AbsentParameterDemanded => return Ok(()),
        (None, _) if check == HeaderCheck::ParameterOptional => return Ok(()),
        (None, _) => return Err(mismatch(format!("header {name} is missing"))),
        (Some(_), _) if check == HeaderCheck::ParameterUncompared => return Ok(()),
        (Some(_), Value::Null) => {
            return Err(mismatch(format!("header {name} has no counterpart in the body")));
        }
        (Some(value), _) => value,
    };
    let decoded = match decode(check, &value) {
        _ if check == HeaderCheck::ParameterUndecoded => value,
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

/// Whether the first request of a connection writes mirrored headers otherwise than canonically: their names in
/// another case, or white space around their values.
///
/// Only the flaws that take this seriously ask. They look at the bytes before they are parsed.
pub(super) async fn are_odd(stream: &TcpStream, check: HeaderCheck) -> bool {
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
    let mirrored = |name: &str| canonical.iter().any(|known| known.eq_ignore_ascii_case(name));
    let odd = |(name, value): (&str, &str)| match check {
        HeaderCheck::ValuesUntrimmed => value.strip_prefix(' ').is_none_or(|value| value.trim() != value),
        _ => !canonical.contains(&name),
    };
    head.lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(':'))
        .any(|(name, value)| mirrored(name) && odd((name, value)))
}

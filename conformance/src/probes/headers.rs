//! Mirrored headers that disagree with the body, and forms in which they must be understood.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::http::rename;
use super::versioning::under;
use super::{Era, Holding, Over, Probe};
use crate::arguments;
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::revision::Revision;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&MIRRORED, &NAMES, &PARAMETERS];

/// The request whose headers agree with its body, before and after everything else.
pub const AGREEING: &str = "agreeing";

/// `Mcp-Method` is absent.
pub const METHOD_ABSENT: &str = "method-absent";
/// `Mcp-Method` names another method.
pub const METHOD_OTHER: &str = "method-other";
/// `Mcp-Method` in upper case.
pub const METHOD_UPPER: &str = "method-upper-case";
/// `Mcp-Method` in the Base64 form, which it does not have.
pub const METHOD_ENCODED: &str = "method-encoded";
/// `MCP-Protocol-Version` in the Base64 form, which it does not have.
pub const VERSION_ENCODED: &str = "version-encoded";
/// `MCP-Protocol-Version` is absent.
pub const VERSION_ABSENT: &str = "version-absent";
/// The version of header and body differ, either way.
pub const VERSION_OTHER: [&str; 2] = ["version-header-older", "version-body-older"];
/// `Mcp-Method` between white space.
pub const METHOD_PADDED: &str = "method-padded";
/// Header names in other cases.
pub const FIELD_NAME_CASES: &[&str] = &["names-lower-case", "names-upper-case", "names-mixed-case"];
/// Two headers of one name, one of which is right.
pub const CONFLICTS: &[&str] = &[
    "method-then-other",
    "other-then-method",
    "version-then-other",
    "other-then-version",
];

/// The headers that every modern request has.
pub static MIRRORED: Probe = Probe {
    name: "mirrored-headers",
    era: Era::Modern,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_mirrored(c)) as Holding<'_>),
};

async fn hold_mirrored(c: &mut Conversation) -> Result<(), Halt> {
    let older = Revision::V2025_11_25.as_str();
    c.control(AGREEING).await?;
    change(c, METHOD_ABSENT, |out| out.remove("Mcp-Method")).await?;
    change(c, METHOD_OTHER, |out| out.set("Mcp-Method", other_method(out))).await?;
    change(c, METHOD_UPPER, |out| {
        map(out, "Mcp-Method", str::to_ascii_uppercase);
    })
    .await?;
    change(c, METHOD_ENCODED, |out| map(out, "Mcp-Method", encoded)).await?;
    change(c, VERSION_ENCODED, |out| {
        map(out, "MCP-Protocol-Version", encoded);
    })
    .await?;
    change(c, VERSION_ABSENT, |out| out.remove("MCP-Protocol-Version")).await?;
    change(c, VERSION_OTHER[0], |out| out.set("MCP-Protocol-Version", older)).await?;
    let version = c.cell.revision.as_str();
    change(c, VERSION_OTHER[1], |out| {
        *out = under(out.clone(), older);
        out.set("MCP-Protocol-Version", version);
    })
    .await?;
    c.reconnect();
    change(c, METHOD_PADDED, |out| map(out, "Mcp-Method", padded)).await?;
    for label in FIELD_NAME_CASES {
        // A new connection, so that the target reads these names before any others.
        c.reconnect();
        change(c, label, |out| rename(out, |name| written(label, name))).await?;
    }
    c.reconnect();
    for label in CONFLICTS {
        let name = if label.contains("method") {
            "Mcp-Method"
        } else {
            "MCP-Protocol-Version"
        };
        change(c, label, |out| {
            let other = if name == "Mcp-Method" {
                other_method(out)
            } else {
                older
            };
            twice(out, name, other, label.starts_with("other"));
        })
        .await?;
    }
    c.control(AGREEING).await
}

async fn change(c: &mut Conversation, label: &str, change: impl FnOnce(&mut Outgoing)) -> Result<(), Halt> {
    let mut out = c.work();
    change(&mut out);
    c.send(label, out).await?;
    Ok(())
}

fn map(out: &mut Outgoing, name: &str, change: impl FnOnce(&str) -> String) {
    let value = out.header(name).map(change).unwrap_or_default();
    out.set(name, &value);
}

fn other_method(out: &Outgoing) -> &'static str {
    if out.header("Mcp-Method") == Some("tools/list") {
        "prompts/list"
    } else {
        "tools/list"
    }
}

fn encoded(value: &str) -> String {
    format!("=?base64?{}?=", STANDARD.encode(value))
}

fn padded(value: &str) -> String {
    format!(" \t {value} \t")
}

fn written(label: &str, name: &str) -> String {
    match label {
        "names-lower-case" => name.to_ascii_lowercase(),
        "names-upper-case" => name.to_ascii_uppercase(),
        _ => {
            let letters = name.chars().enumerate();
            letters
                .map(|(at, c)| {
                    if at % 2 == 0 {
                        c.to_ascii_lowercase()
                    } else {
                        c.to_ascii_uppercase()
                    }
                })
                .collect()
        }
    }
}

/// Adds a second header of the name, after or before the right one.
fn twice(out: &mut Outgoing, name: &str, other: &str, other_first: bool) {
    let right = out.header(name).unwrap_or_default().to_owned();
    let (first, second) = if other_first {
        (other, right.as_str())
    } else {
        (right.as_str(), other)
    };
    out.set(name, first);
    out.push(name, second);
}

/// What `Mcp-Name` can name: the kind, the request whose headers agree, the name absent, another name.
pub const NAMED: [(&str, &str, &str, &str); 3] = [
    ("a tool", "agreeing-tool", "tool-absent", "tool-other"),
    ("a prompt", "agreeing-prompt", "prompt-absent", "prompt-other"),
    (
        "a resource",
        "agreeing-resource",
        "resource-absent",
        "resource-other",
    ),
];
/// The name, encoded twice.
pub const NAME_TWICE: &str = "name-encoded-twice";
/// The name, encoded without padding.
pub const NAME_UNPADDED: &str = "name-encoded-unpadded";
/// A call of a tool whose name looks encoded, with the same text in the header.
pub const NAME_LITERAL: &str = "name-looks-encoded";
/// The same with another name in the header.
pub const NAME_LITERAL_OTHER: &str = "name-looks-encoded-other";
/// A name that looks encoded.
const LITERAL: &str = "=?base64?Zm9v?=";

/// The right name in the Base64 form.
pub const NAME_ENCODED: &str = "name-encoded";
/// Another name in the Base64 form.
pub const NAME_ENCODED_OTHER: &str = "name-encoded-other";
/// Base64 forms that cannot be decoded.
pub const NAME_MALFORMED: &[&str] = &["name-encoded-badly", "name-encoded-empty"];
/// The right name in what is almost the Base64 form.
pub const NAME_MARKERS: &[&str] = &[
    "name-upper-case-marker",
    "name-without-suffix",
    "name-bare-base64",
];
/// The right name and bytes that no header may have.
pub const NAME_INVALID: &[&str] = &["name-non-ascii", "name-control"];
/// Two names, one of which is right.
pub const NAME_CONFLICTS: &[&str] = &["name-then-other", "other-then-name"];

/// `Mcp-Name`, for tools, prompts and resources; its forms on the first of these that the target has.
pub static NAMES: Probe = Probe {
    name: "mirrored-names",
    era: Era::Modern,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_names(c)) as Holding<'_>),
};

/// A request that names something, and another name.
#[derive(Clone)]
struct Named {
    method: &'static str,
    params: Value,
    name: String,
    other: String,
}

impl Named {
    fn request(&self, c: &mut Conversation) -> Outgoing {
        c.request(self.method, self.params.clone())
    }
}

async fn hold_names(c: &mut Conversation) -> Result<(), Halt> {
    let subjects = [tool(c), prompt(c), resource(c)];
    for ((_, agreeing, absent, other), named) in NAMED.iter().zip(&subjects) {
        let Some(named) = named else { continue };
        let out = named.request(c);
        c.send(agreeing, out).await?;
        let mut out = named.request(c);
        out.remove("Mcp-Name");
        c.send(absent, out).await?;
        let mut out = named.request(c);
        out.set("Mcp-Name", &named.other);
        c.send(other, out).await?;
        let out = named.request(c);
        c.send(agreeing, out).await?;
    }
    let Some(named) = subjects.into_iter().flatten().next() else {
        return Ok(());
    };
    hold_name_forms(c, &named).await
}

async fn hold_name_forms(c: &mut Conversation, named: &Named) -> Result<(), Halt> {
    let out = named.request(c);
    c.send(AGREEING, out).await?;
    let bare = STANDARD.encode(&named.name);
    let forms: Vec<(&str, Vec<u8>)> = vec![
        (NAME_ENCODED, encoded(&named.name).into()),
        (NAME_ENCODED_OTHER, encoded(&named.other).into()),
        (NAME_MALFORMED[0], "=?base64?!!!?=".into()),
        (NAME_MALFORMED[1], "=?base64??=".into()),
        (NAME_TWICE, encoded(&encoded(&named.name)).into()),
        (NAME_MARKERS[0], format!("=?BASE64?{bare}?=").into()),
        (NAME_MARKERS[1], format!("=?base64?{bare}").into()),
        (NAME_MARKERS[2], bare.into()),
        (
            NAME_INVALID[0],
            [named.name.as_bytes(), "\u{e9}".as_bytes()].concat(),
        ),
        (NAME_INVALID[1], [named.name.as_bytes(), b"\x01"].concat()),
    ];
    let unpadded =
        bare_unpadded(&named.name).map(|bare| (NAME_UNPADDED, format!("=?base64?{bare}?=").into()));
    for (label, value) in forms.into_iter().chain(unpadded) {
        let mut out = named.request(c);
        out.remove("Mcp-Name");
        out.push("Mcp-Name", value);
        c.send(label, out).await?;
    }
    if named.method == "tools/call" {
        let mut out = c.request("tools/call", json!({"name": LITERAL, "arguments": {}}));
        out.set("Mcp-Name", LITERAL);
        c.send(NAME_LITERAL, out).await?;
        let mut out = c.request("tools/call", json!({"name": LITERAL, "arguments": {}}));
        out.set("Mcp-Name", &named.other);
        c.send(NAME_LITERAL_OTHER, out).await?;
    }
    for label in NAME_CONFLICTS {
        let mut out = named.request(c);
        twice(&mut out, "Mcp-Name", &named.other, label.starts_with("other"));
        c.send(label, out).await?;
    }
    let out = named.request(c);
    c.send(AGREEING, out).await?;
    Ok(())
}

/// The Base64 form without its padding, if it has any.
fn bare_unpadded(name: &str) -> Option<String> {
    let bare = STANDARD.encode(name);
    bare.ends_with('=').then(|| bare.trim_end_matches('=').to_owned())
}

fn tool(c: &Conversation) -> Option<Named> {
    let work = c.facts().work.clone()?;
    let params = json!({"name": work.tool, "arguments": work.arguments});
    Some(Named {
        method: "tools/call",
        params,
        other: another(&c.facts().tools, "name", &work.tool),
        name: work.tool,
    })
}

/// The first prompt that needs no arguments, or else the first one.
fn prompt(c: &Conversation) -> Option<Named> {
    let prompts = &c.facts().prompts;
    let required = |prompt: &Value| -> Vec<String> {
        let arguments = prompt["arguments"].as_array().into_iter().flatten();
        let required = arguments.filter(|argument| argument["required"] == json!(true));
        required
            .filter_map(|argument| argument["name"].as_str().map(str::to_owned))
            .collect()
    };
    let prompt = prompts
        .iter()
        .find(|prompt| required(prompt).is_empty())
        .or_else(|| prompts.first())?;
    let name = prompt["name"].as_str()?.to_owned();
    let arguments: Value = required(prompt)
        .into_iter()
        .map(|name| (name, json!("proofhouse")))
        .collect();
    let params = json!({"name": name, "arguments": arguments});
    Some(Named {
        method: "prompts/get",
        params,
        other: another(prompts, "name", &name),
        name,
    })
}

fn resource(c: &Conversation) -> Option<Named> {
    let resources = &c.facts().resources;
    let uri = resources.first()?["uri"].as_str()?.to_owned();
    let params = json!({"uri": uri});
    Some(Named {
        method: "resources/read",
        params,
        other: another(resources, "uri", &uri),
        name: uri,
    })
}

/// Another listed name, or one that is not listed.
fn another(items: &[Value], member: &str, name: &str) -> String {
    let mut names = items.iter().filter_map(|item| item[member].as_str());
    let safe = |found: &&str| *found != name && found.bytes().all(|byte| byte.is_ascii_graphic());
    names
        .find(safe)
        .map_or_else(|| "proofhouse-other".to_owned(), str::to_owned)
}

/// A call whose parameters all agree with their headers.
pub const PARAMETERS_AGREEING: &str = "parameters-agreeing";
/// The header says another value than the argument.
pub const PARAMETER_OTHER: &str = "parameter-other";
/// The argument has no header.
pub const PARAMETER_ABSENT: &str = "parameter-absent";
/// The right value in another case.
pub const PARAMETER_OTHER_CASE: &str = "parameter-other-case";
/// The header's name in lower case.
pub const PARAMETER_LOWER_CASE_NAME: &str = "parameter-lower-case-name";
/// The right value in the Base64 form.
pub const PARAMETER_ENCODED: &str = "parameter-encoded";
/// Another value in the Base64 form.
pub const PARAMETER_ENCODED_OTHER: &str = "parameter-encoded-other";
/// The same bytes beyond ASCII in header and argument.
pub const PARAMETER_RAW: &str = "parameter-raw";
/// Optional annotated arguments are omitted, and their headers too.
pub const PARAMETERS_OMITTED: &str = "parameters-omitted";
/// A parameter header that no tool declares.
pub const PARAMETER_UNKNOWN: &str = "parameter-unknown";

/// `Mcp-Param-*`, on a tool that declares it and may be called.
pub static PARAMETERS: Probe = Probe {
    name: "mirrored-parameters",
    era: Era::Modern,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_parameters(c)) as Holding<'_>),
};

/// A tool with an annotated string parameter.
struct Annotated {
    tool: Value,
    property: String,
    header: String,
    /// Whether it has an annotated parameter that may be omitted.
    has_optional: bool,
}

impl Annotated {
    fn request(&self, c: &mut Conversation, value: Option<&str>) -> Outgoing {
        let mut arguments = arguments::plain(&self.tool["inputSchema"]).unwrap_or_else(|_| json!({}));
        if let Some(value) = value {
            arguments[&self.property] = json!(value);
        }
        c.request(
            "tools/call",
            json!({"name": self.tool["name"], "arguments": arguments}),
        )
    }
}

async fn hold_parameters(c: &mut Conversation) -> Result<(), Halt> {
    c.control(AGREEING).await?;
    change(c, PARAMETER_UNKNOWN, |out| {
        out.set("Mcp-Param-Proofhouse-Unknown", "x");
    })
    .await?;
    c.control(AGREEING).await?;
    let Some(annotated) = annotated_tool(c) else {
        return Ok(());
    };
    let value = "proofhouse";
    let header = annotated.header.as_str();
    let out = annotated.request(c, Some(value));
    c.send(PARAMETERS_AGREEING, out).await?;
    let forms = [
        (PARAMETER_OTHER, Some("other".to_owned())),
        (PARAMETER_ABSENT, None),
        (PARAMETER_OTHER_CASE, Some(value.to_ascii_uppercase())),
        (PARAMETER_ENCODED, Some(encoded(value))),
        (PARAMETER_ENCODED_OTHER, Some(encoded("other"))),
    ];
    for (label, form) in forms {
        let mut out = annotated.request(c, Some(value));
        out.remove(header);
        if let Some(form) = form {
            out.push(header, form);
        }
        c.send(label, out).await?;
    }
    let mut out = annotated.request(c, Some(value));
    rename(&mut out, |name| {
        if name == header {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        }
    });
    c.send(PARAMETER_LOWER_CASE_NAME, out).await?;
    let mut out = annotated.request(c, Some("proofhous\u{e9}"));
    out.remove(header);
    out.push(header, "proofhous\u{e9}");
    c.send(PARAMETER_RAW, out).await?;
    if annotated.has_optional {
        let out = annotated.request(c, None);
        c.send(PARAMETERS_OMITTED, out).await?;
    }
    let out = annotated.request(c, Some(value));
    c.send(PARAMETERS_AGREEING, out).await?;
    Ok(())
}

/// A call of a tool with an annotated parameter, if there is one.
pub(super) fn annotated_call(c: &mut Conversation) -> Option<Outgoing> {
    let annotated = annotated_tool(c)?;
    Some(annotated.request(c, Some("proofhouse")))
}

/// The first read-only tool with a well-annotated string parameter at the top of its schema.
fn annotated_tool(c: &Conversation) -> Option<Annotated> {
    let facts = c.facts();
    let callable = |tool: &&Value| facts.may_call_at_will(tool);
    facts.tools.iter().filter(callable).find_map(|tool| {
        let schema = &tool["inputSchema"];
        let free = |property: &Value| {
            let bounds = ["enum", "const", "format", "pattern", "minLength", "maxLength"];
            property["type"] == json!("string") && bounds.iter().all(|bound| property.get(bound).is_none())
        };
        let mut properties = schema["properties"].as_object()?.iter();
        let (property, annotation) = properties.find_map(|(name, found)| {
            Some((name, found["x-mcp-header"].as_str()?)).filter(|_| free(found))
        })?;
        let header = format!("Mcp-Param-{annotation}");
        Some(Annotated {
            tool: tool.clone(),
            property: property.clone(),
            header,
            has_optional: has_optional_annotation(schema),
        })
    })
}

fn has_optional_annotation(schema: &Value) -> bool {
    let required = |name: &str| {
        let names = schema["required"].as_array();
        names.is_some_and(|names| names.iter().any(|found| found == name))
    };
    let mut properties = schema["properties"].as_object().into_iter().flatten();
    properties.any(|(name, property)| property["x-mcp-header"].is_string() && !required(name))
}

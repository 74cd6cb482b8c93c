//! The shapes of messages: our own JSON Schemas, a folder a revision, and validation against them.
//!
//! A message is held against the one schema of its kind, its method and the side that sent it. The unions of all
//! results or of all messages are not schemas here: the open result fits everything, so fitting it proves nothing.
//! The schemas are part of the program, and nothing is ever fetched.

mod fault;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::revision::Revision;

pub use fault::{Fault, MOST_FAULTS};

/// Who sends a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sender {
    /// The client, which the suite plays.
    Client,
    /// The server under test.
    Server,
}

/// Members of a message that say how it travels rather than what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Envelope {
    /// With a method and an id.
    Request,
    /// With a method and no id.
    Notification,
    /// With an id and a result.
    Result,
    /// With an error.
    Error,
    /// An array of requests and notifications, in 2025-03-26 only.
    BatchRequest,
    /// An array of responses, in 2025-03-26 only.
    BatchResponse,
}

impl Envelope {
    const fn type_name(self) -> &'static str {
        match self {
            Self::Request => "JSONRPCRequest",
            Self::Notification => "JSONRPCNotification",
            Self::Result => "JSONRPCResultResponse",
            Self::Error => "JSONRPCErrorResponse",
            Self::BatchRequest => "JSONRPCBatchRequest",
            Self::BatchResponse => "JSONRPCBatchResponse",
        }
    }
}

/// Why a message was not found to be valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The revision defines no such message from this side, so nothing can be said about its shape.
    NoSchema,
    /// It is not of the shape that the revision defines: at least one fault, at most [`MOST_FAULTS`], in the
    /// order of their places.
    Faults(Vec<Fault>),
}

/// What validation comes to.
pub type Fit = Result<(), Unfit>;

/// The schemas of one revision. They are compiled when they are first needed.
pub struct Schemas {
    revision: Revision,
    registry: Registry<'static>,
    /// By the place of the schema, such as `server.json#/$defs/result:tools~1list`.
    validators: BTreeMap<String, OnceLock<Validator>>,
}

/// The texts of the three files of a revision.
pub struct Files {
    /// Types that messages are made of, and envelopes.
    pub types: &'static str,
    /// What a client sends.
    pub client: &'static str,
    /// What a server sends.
    pub server: &'static str,
}

macro_rules! files {
    ($revision:literal) => {
        Files {
            types: include_str!(concat!("../../schemas/", $revision, "/types.json")),
            client: include_str!(concat!("../../schemas/", $revision, "/client.json")),
            server: include_str!(concat!("../../schemas/", $revision, "/server.json")),
        }
    };
}

impl Files {
    /// Those of a revision.
    pub const fn of(revision: Revision) -> Self {
        match revision {
            Revision::V2024_11_05 => files!("2024-11-05"),
            Revision::V2025_03_26 => files!("2025-03-26"),
            Revision::V2025_06_18 => files!("2025-06-18"),
            Revision::V2025_11_25 => files!("2025-11-25"),
            Revision::V2026_07_28 => files!("2026-07-28"),
        }
    }

    /// Names and texts.
    pub const fn named(&self) -> [(&'static str, &'static str); 3] {
        [
            ("types.json", self.types),
            ("client.json", self.client),
            ("server.json", self.server),
        ]
    }
}

static ALL: [LazyLock<Schemas>; 5] = [
    LazyLock::new(|| Schemas::read(Revision::V2024_11_05)),
    LazyLock::new(|| Schemas::read(Revision::V2025_03_26)),
    LazyLock::new(|| Schemas::read(Revision::V2025_06_18)),
    LazyLock::new(|| Schemas::read(Revision::V2025_11_25)),
    LazyLock::new(|| Schemas::read(Revision::V2026_07_28)),
];

impl Schemas {
    /// Those of a revision.
    pub fn of(revision: Revision) -> &'static Self {
        &ALL[revision as usize]
    }

    fn read(revision: Revision) -> Self {
        let mut registry = Registry::new();
        let mut validators = BTreeMap::new();
        for (name, text) in Files::of(revision).named() {
            let document: Value = serde_json::from_str(text).expect("our schemas are JSON");
            for definition in document["$defs"].as_object().into_iter().flatten() {
                validators.insert(place(name, definition.0), OnceLock::new());
            }
            registry = registry
                .add(format!("{}{name}", base(revision)), document)
                .expect("the names of our schemas are URIs");
        }
        Self {
            revision,
            registry: registry.prepare().expect("our schemas refer to each other only"),
            validators,
        }
    }

    /// The kinds and methods that this side sends, in order: `("request", "tools/list")`.
    pub fn messages(&self, sender: Sender) -> impl Iterator<Item = (&str, String)> {
        let prefix = format!("{}#/$defs/", file_of(sender));
        self.validators.keys().filter_map(move |key| {
            let (kind, method) = key.strip_prefix(&prefix)?.split_once(':')?;
            Some((kind, method.replace("~1", "/")))
        })
    }

    /// Holds a request against the schema of its method; the envelope is left alone.
    pub fn validate_request(&self, sender: Sender, message: &Value) -> Fit {
        self.validate(sender, "request", method_of(message), message)
    }

    /// Holds a notification against the schema of its method; the envelope is left alone.
    pub fn validate_notification(&self, sender: Sender, message: &Value) -> Fit {
        self.validate(sender, "notification", method_of(message), message)
    }

    /// Holds the member `result` of a response against the schema of what was asked. A modern result of a kind
    /// that the revision does not define comes from an extension, and has no schema here.
    pub fn validate_result(&self, sender: Sender, method: &str, result: &Value) -> Fit {
        let kind = result.get("resultType").and_then(Value::as_str);
        let extended = kind.is_some_and(|kind| !matches!(kind, "complete" | "input_required"));
        if self.revision.is_modern() && extended {
            return Err(Unfit::NoSchema);
        }
        self.validate(sender, "result", method, result)
    }

    /// Holds the member `error` of a response against what every error has, and what its code demands.
    pub fn validate_error(&self, sender: Sender, error: &Value) -> Fit {
        self.at(&place("types.json", "Error"), error)?;
        let code = error["code"].to_string();
        match self.validate(sender, "error", &code, error) {
            Err(Unfit::NoSchema) => Ok(()),
            fit => fit,
        }
    }

    /// Holds a whole message against its envelope.
    pub fn validate_envelope(&self, envelope: Envelope, message: &Value) -> Fit {
        self.at(&place("types.json", envelope.type_name()), message)
    }

    fn validate(&self, sender: Sender, kind: &str, method: &str, value: &Value) -> Fit {
        self.at(&place(file_of(sender), &format!("{kind}:{method}")), value)
    }

    fn at(&self, place: &str, value: &Value) -> Fit {
        let cell = self.validators.get(place).ok_or(Unfit::NoSchema)?;
        let validator = cell.get_or_init(|| self.compile(place));
        if validator.is_valid(value) {
            return Ok(());
        }
        Err(Unfit::Faults(fault::read(validator.iter_errors(value))))
    }

    fn compile(&self, place: &str) -> Validator {
        jsonschema::options()
            .offline()
            .with_draft(jsonschema::Draft::Draft202012)
            .with_registry(&self.registry)
            .with_base_uri(base(self.revision))
            .build(&json!({ "$ref": place }))
            .expect("a test compiles each of our schemas")
    }
}

fn base(revision: Revision) -> String {
    format!("proofhouse:/schemas/{revision}/")
}

const fn file_of(sender: Sender) -> &'static str {
    match sender {
        Sender::Client => "client.json",
        Sender::Server => "server.json",
    }
}

fn place(file: &str, definition: &str) -> String {
    format!(
        "{file}#/$defs/{}",
        definition.replace('~', "~0").replace('/', "~1")
    )
}

fn method_of(message: &Value) -> &str {
    message["method"].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(fit: Fit) -> Vec<String> {
        match fit {
            Err(Unfit::Faults(faults)) => faults.iter().map(ToString::to_string).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn result(revision: Revision, method: &str, result: &Value) -> Fit {
        Schemas::of(revision).validate_result(Sender::Server, method, result)
    }

    #[test]
    fn every_schema_compiles() {
        for revision in Revision::ALL {
            let schemas = Schemas::of(revision);
            for (place, cell) in &schemas.validators {
                cell.get_or_init(|| schemas.compile(place));
            }
        }
    }

    #[test]
    fn a_fault_has_its_place_and_a_reason() {
        let tools = json!({ "tools": [{ "name": "a", "inputSchema": { "type": "object" } }, { "name": 5 }] });
        assert_eq!(
            faults(result(Revision::V2025_11_25, "tools/list", &tools)),
            [
                r#"/tools/1: "inputSchema" is missing"#,
                "/tools/1/name: 5 is no string",
            ]
        );
    }

    #[test]
    fn a_fault_in_a_union_is_that_of_the_form_that_was_meant() {
        let call = |content: Value| {
            let value = json!({ "content": content });
            faults(result(Revision::V2025_11_25, "tools/call", &value))
        };
        assert_eq!(
            call(json!([{ "type": "image", "data": "AA==" }])),
            [r#"/content/0: "mimeType" is missing"#]
        );
        assert_eq!(
            call(json!([{ "type": "resource", "resource": { "uri": "a:b" } }])),
            [r#"/content/0/resource: "text" or "blob" is missing"#]
        );
        assert_eq!(
            call(json!([{ "type": "video" }])),
            [r#"/content/0/type: "video" is none of "text", "image", "audio", "resource_link", "resource""#]
        );
        assert_eq!(call(json!({})), ["/content: {} is no array"]);
    }

    #[test]
    fn what_the_revision_does_not_define_has_no_schema() {
        let schemas = Schemas::of(Revision::V2026_07_28);
        let nothing = Err(Unfit::NoSchema);
        let ping = json!({ "method": "ping" });
        assert_eq!(schemas.validate_request(Sender::Server, &ping), nothing);
        assert_eq!(result(Revision::V2026_07_28, "initialize", &json!({})), nothing);
        let task = json!({ "resultType": "task" });
        assert_eq!(result(Revision::V2026_07_28, "tools/call", &task), nothing);
    }

    #[test]
    fn a_modern_result_is_complete_or_asks_for_input() {
        let of = |value: Value| result(Revision::V2026_07_28, "tools/call", &value);
        assert_eq!(of(json!({ "resultType": "complete", "content": [] })), Ok(()));
        assert_eq!(
            of(json!({ "resultType": "input_required", "requestState": "a" })),
            Ok(())
        );
        assert_eq!(
            faults(of(json!({ "resultType": "input_required", "requestState": 1 }))),
            ["/requestState: 1 is no string"]
        );
        assert_eq!(
            faults(of(json!({ "content": [] }))),
            [r#""resultType" is missing"#]
        );
    }

    #[test]
    fn a_code_of_the_specification_demands_its_data() {
        let modern = Schemas::of(Revision::V2026_07_28);
        let error = |value: Value| modern.validate_error(Sender::Server, &value);
        assert_eq!(error(json!({ "code": -32602, "message": "no" })), Ok(()));
        assert_eq!(
            faults(error(json!({ "code": -32022, "message": "no", "data": {} }))),
            [
                r#"/data: "requested" is missing"#,
                r#"/data: "supported" is missing"#
            ]
        );
    }

    #[test]
    fn faults_are_bounded() {
        let blocks = vec![json!({ "type": "text" }); 1000];
        let value = json!({ "content": blocks });
        let found = faults(result(Revision::V2024_11_05, "tools/call", &value));
        assert_eq!(found.len(), MOST_FAULTS);
    }
}

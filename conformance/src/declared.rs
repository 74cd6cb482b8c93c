//! What a vendor declares of the tools of a target, where nothing that a server sends could show it.
//!
//! It stands under `[fixtures]` in the target file, and in the facts of every transcript as it was read.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::transcript::Fixture;

/// All of it. What is not declared is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Declared {
    /// A call that changes a resource which everybody may read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Change>,
    /// A call that changes a resource which its user alone may read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes_own: Option<Change>,
    /// A call that makes a handle, and one that takes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle: Option<Handle>,
    /// A call that asks its client something, and has an effect once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub once: Option<Once>,
    /// Calls that need more scopes than every token has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<Operation>,
}

impl Declared {
    /// Whether nothing is declared.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A tool call that changes a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The tool.
    pub tool: String,
    /// Its arguments; `{user}` in strings is the subject of the token.
    #[serde(default = "no_arguments")]
    pub arguments: Value,
    /// The resource; `{user}` is the subject of the token.
    pub uri: String,
}

/// A tool call that makes something and names it, and one that uses it by that name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handle {
    /// The tool that makes it.
    pub tool: String,
    /// Its arguments.
    #[serde(default = "no_arguments")]
    pub arguments: Value,
    /// Where the handle is in the result, as a JSON pointer (RFC 6901).
    pub at: String,
    /// What takes it: `{handle}` in the strings of its arguments is the handle, and `{user}` the subject of the token.
    #[serde(rename = "use")]
    pub used_by: Fixture,
}

/// A tool call that asks its client something (2026-07-28) and then has an effect, which may be had once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Once {
    /// The tool.
    pub tool: String,
    /// Its arguments; `{canary}` in strings is a marker of the conversation.
    #[serde(default = "no_arguments")]
    pub arguments: Value,
    /// A call whose result shows whether there was an effect, and how often; `{canary}` in its arguments is that marker.
    pub read: Fixture,
}

/// A tool call that needs more scopes than every token has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The tool.
    pub tool: String,
    /// Its arguments; `{canary}` in strings is a marker of the call.
    #[serde(default = "no_arguments")]
    pub arguments: Value,
    /// The scopes that it needs, besides those of every token.
    pub scopes: Vec<String>,
    /// Scopes that stand for those and for more, if there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broader: Vec<String>,
}

fn no_arguments() -> Value {
    Value::Object(Map::new())
}

impl Change {
    /// The call.
    pub fn call(&self) -> Fixture {
        Fixture {
            tool: self.tool.clone(),
            arguments: self.arguments.clone(),
        }
    }
}

impl Handle {
    /// The call that makes one.
    pub fn made_by(&self) -> Fixture {
        Fixture {
            tool: self.tool.clone(),
            arguments: self.arguments.clone(),
        }
    }
}

impl Once {
    /// The call.
    pub fn call(&self) -> Fixture {
        Fixture {
            tool: self.tool.clone(),
            arguments: self.arguments.clone(),
        }
    }
}

impl Operation {
    /// The call.
    pub fn call(&self) -> Fixture {
        Fixture {
            tool: self.tool.clone(),
            arguments: self.arguments.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_may_be_left_out_and_unknown_keys_may_not_stand_there() {
        let read = |text: &str| toml::from_str::<Declared>(text);
        let declared =
            read("changes = { tool = \"revise\", uri = \"proof://report\" }").expect("it is whole");
        assert_eq!(
            declared.changes.map(|change| change.call().arguments),
            Some(no_arguments())
        );
        assert!(read("changes = { tool = \"revise\", url = \"proof://report\" }").is_err());
        assert!(read("").expect("nothing is declared").is_empty());
    }
}

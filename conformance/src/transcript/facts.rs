//! What is known about a target in one column of the matrix, besides the wire.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::declared::Declared;
use crate::egress::Watch;
use crate::principal::Principal;

/// Claims of the target file, and what discovery found. Part of the transcript format.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// How the target is protected, as its target file says.
    pub authorization: Option<Authorization>,
    /// How people sign in to it, where it has an authorization server of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignIn>,
    /// The `initialize` result, or the `server/discover` result of a modern server; null where none came.
    pub opening: Value,
    /// The capabilities in it, or what was seen to work without it.
    pub capabilities: Value,
    /// Whether a session id was issued.
    pub sessions: bool,
    /// Whether it was seen not to answer a ping: then a list is asked for where a ping would do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deaf_to_pings: bool,
    /// Every revision the target speaks over this transport, oldest first.
    pub revisions: Vec<String>,
    /// Those of which that could not be known, since nothing answered, or a limit did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubtful: Vec<String>,
    /// The tools it listed, as it listed them. Every transcript of the column shares the lists.
    #[serde(with = "shared")]
    pub tools: Arc<Vec<Value>>,
    /// The resources it listed.
    #[serde(with = "shared")]
    pub resources: Arc<Vec<Value>>,
    /// The prompts it listed.
    #[serde(with = "shared")]
    pub prompts: Arc<Vec<Value>>,
    /// A tool call that discovery saw served: what a token or a header is tried on.
    pub work: Option<Fixture>,
    /// A tool call that makes the target fetch a URL of ours, if one is declared or found.
    pub upstream: Option<Fixture>,
    /// A tool call that was seen to ask its client something, and to go on when it got an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<Fixture>,
    /// A tool call that was seen to report progress.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<Fixture>,
    /// A tool call whose stream was seen to end before its response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<Fixture>,
    /// Harmless tool calls that may lead the target to a URL, one for each parameter that takes one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leads: Vec<Fixture>,
    /// How its connections are watched, if it was launched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<Watch>,
    /// A tool call that reads a file of those that were planted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Files>,
    /// What else its target file declares of its tools.
    #[serde(default, skip_serializing_if = "Declared::is_empty")]
    pub declared: Declared,
    /// How many other workers of its deployment are known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub workers: usize,
    /// Whether tools that are not marked read-only may be called.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub side_effects_allowed: bool,
}

/// Whether a number says nothing.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Lists that many transcripts share, written as if each had its own.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    pub(super) fn serialize<S: Serializer>(list: &Arc<Vec<Value>>, to: S) -> Result<S::Ok, S::Error> {
        list.as_ref().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Vec<Value>>, D::Error> {
        Vec::deserialize(from).map(Arc::new)
    }
}

/// Protection by tokens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Authorization {
    /// The audience its tokens must name.
    pub audience: String,
    /// The scopes its tokens must carry.
    pub scopes: Vec<String>,
    /// What its tokens are.
    #[serde(default)]
    pub tokens: Tokens,
    /// Another issuer that it trusts, which is ours as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_issuer: Option<String>,
}

/// An authorization server of the target's own, at which people sign in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignIn {
    /// Where it sends them on to, if it does: the authorization endpoint of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<String>,
    /// Its origin, where that is another one than the target's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The scopes that clients ask for; those that its metadata names, if there are none.
    pub scopes: Vec<String>,
    /// What a person would type into the forms of its pages, by the names of the fields.
    #[serde(skip)]
    pub form: BTreeMap<String, String>,
    /// The tokens that it gave to a client of ours, each for a user who signed in.
    #[serde(skip)]
    pub tokens: Vec<(Principal, String)>,
}

/// What the access tokens of a target are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tokens {
    /// Signed: it verifies them by the issuer's keys.
    #[default]
    Jwt,
    /// Opaque: it asks the issuer what they are.
    Opaque,
    /// Either.
    Both,
}

/// A tool call that reads a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Files {
    /// The tool.
    pub tool: String,
    /// The argument that is the path of the file.
    pub argument: String,
    /// The other arguments.
    pub arguments: Value,
    /// The folder that is served.
    pub served: String,
}

/// A tool call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fixture {
    /// The tool's name.
    pub tool: String,
    /// Its arguments; `{canary}` and `{upstream}` in strings are replaced.
    #[serde(default = "no_arguments")]
    pub arguments: Value,
}

fn no_arguments() -> Value {
    Value::Object(serde_json::Map::new())
}

impl Facts {
    /// Whether a tool may be called: it is marked read-only, or side effects are allowed.
    pub fn may_call(&self, tool: &Value) -> bool {
        self.side_effects_allowed || tool["annotations"]["readOnlyHint"] == Value::Bool(true)
    }

    /// Whether it may be called, and is not marked as one that reaches beyond the target.
    pub fn may_call_at_will(&self, tool: &Value) -> bool {
        self.may_call(tool) && tool["annotations"]["openWorldHint"] != Value::Bool(true)
    }

    /// Whether requests need a token.
    pub fn is_protected(&self) -> bool {
        self.authorization.is_some() || self.sign_in.is_some()
    }

    /// Whether it is an authorization server that sends people on to ours.
    pub fn sends_on(&self) -> bool {
        self.sign_in
            .as_ref()
            .is_some_and(|sign_in| sign_in.upstream.is_some())
    }

    /// Whether two principals have tokens for it: where it does not ask who signs in, everybody is the same user.
    pub fn knows_two(&self) -> bool {
        self.authorization.is_some() || self.sends_on()
    }

    /// What its tokens are, where it takes those of our authorization server.
    pub fn tokens(&self) -> Option<Tokens> {
        self.authorization.as_ref().map(|known| known.tokens)
    }

    /// Whether the target declared a capability, such as `tools` or `resources.subscribe`.
    pub fn declares(&self, path: &str) -> bool {
        path.split('.')
            .try_fold(&self.capabilities, |value, name| value.get(name))
            .is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
    }
}

//! Tools that need more scopes than every token has.

use serde_json::{Map, Value};

use crate::behaviour::ScopeCheck;
use crate::reference::Server;
use crate::reference::call::Caller;

/// The tools, with the scope that each needs.
const NEEDED: &[(&str, &str)] = &[
    ("audit", "mcp:audit"),
    ("export", "mcp:export"),
    ("restore", "mcp:restore"),
];
/// Every scope of a tool.
pub(crate) const ALL: [&str; 3] = ["mcp:audit", "mcp:export", "mcp:restore"];
/// What stands for all of them.
const ADMIN: &str = "mcp:admin";

/// The scopes that a tool call needs and the caller's token lacks.
pub(crate) fn lacking(
    server: &Server,
    caller: &Caller,
    method: &str,
    params: &Map<String, Value>,
) -> Vec<&'static str> {
    let check = server.behaviour.token.scope;
    let (Some(granted), "tools/call") = (&caller.scopes, method) else {
        return Vec::new();
    };
    let named = params.get("name").and_then(Value::as_str).unwrap_or_default();
    let needed = NEEDED.iter().filter(|(tool, _)| *tool == named);
    let needed: Vec<&str> = match check {
        ScopeCheck::NotOfTools => Vec::new(),
        ScopeCheck::AllOfTools => needed.flat_map(|_| ALL).collect(),
        _ => needed.map(|(_, scope)| *scope).collect(),
    };
    let holds = |scope: &str| granted.iter().any(|granted| granted == scope);
    let is_admin = check != ScopeCheck::Literal && holds(ADMIN);
    needed
        .into_iter()
        .filter(|scope| !is_admin && !holds(scope))
        .collect()
}

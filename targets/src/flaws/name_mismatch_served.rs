use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Mcp-Name is not compared with the body.
pub static FLAW: Flaw = Flaw {
    id: "name-mismatch-served",
    summary: "Mcp-Name is not compared with the body",
    apply: |behaviour| behaviour.headers = HeaderCheck::NameUncompared,
    fails: &[
        "headers.encoded-name-malformed",
        "headers.encoded-name-mismatch",
        "headers.encoding-marker-exact",
        "headers.name-mismatch-prompt",
        "headers.name-mismatch-resource",
        "headers.name-mismatch-tool",
    ],
};

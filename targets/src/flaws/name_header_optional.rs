use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Mcp-Name may be missing.
pub static FLAW: Flaw = Flaw {
    id: "name-header-optional",
    summary: "Mcp-Name may be missing",
    apply: |behaviour| behaviour.headers = HeaderCheck::NameOptional,
    fails: &["headers.name-required"],
};

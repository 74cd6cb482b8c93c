use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Mcp-Method may be missing.
pub static FLAW: Flaw = Flaw {
    id: "method-header-optional",
    summary: "Mcp-Method may be missing",
    apply: |behaviour| behaviour.headers = HeaderCheck::MethodOptional,
    fails: &["headers.method-required"],
};

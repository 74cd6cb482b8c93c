use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Mcp-Param headers may be missing.
pub static FLAW: Flaw = Flaw {
    id: "param-missing-served",
    summary: "Mcp-Param headers may be missing",
    apply: |behaviour| behaviour.headers = HeaderCheck::ParameterOptional,
    fails: &["headers.parameter-missing"],
};

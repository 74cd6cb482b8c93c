use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Mcp-Param headers are not compared with the body.
pub static FLAW: Flaw = Flaw {
    id: "param-mismatch-served",
    summary: "Mcp-Param headers are not compared with the body",
    apply: |behaviour| behaviour.headers = HeaderCheck::ParameterUncompared,
    fails: &[
        "headers.parameter-decoded",
        "headers.parameter-mismatch",
        "headers.parameter-name-case",
    ],
};

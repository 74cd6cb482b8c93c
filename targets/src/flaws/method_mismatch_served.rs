use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Mcp-Method is not compared with the body.
pub static FLAW: Flaw = Flaw {
    id: "method-mismatch-served",
    summary: "Mcp-Method is not compared with the body",
    apply: |behaviour| behaviour.headers = HeaderCheck::MethodUncompared,
    fails: &[
        "headers.encoding-not-for-method",
        "headers.method-mismatch",
        "headers.method-value-case",
    ],
};

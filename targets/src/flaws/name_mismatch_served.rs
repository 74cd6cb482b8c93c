use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Mcp-Name is not compared with the body.
pub static FLAW: Flaw = Flaw {
    id: "name-mismatch-served",
    summary: "Mcp-Name is not compared with the body",
    apply: |behaviour| behaviour.headers = HeaderCheck::NameUncompared,
    fails: &[],
};

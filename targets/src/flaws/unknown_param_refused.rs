use super::Flaw;
use crate::behaviour::HeaderCheck;

/// An `Mcp-Param` header that the tool does not declare is refused.
pub static FLAW: Flaw = Flaw {
    id: "unknown-param-refused",
    summary: "an Mcp-Param header that the tool does not declare is refused",
    apply: |behaviour| behaviour.headers = HeaderCheck::UnknownParameterRefused,
    fails: &["headers.parameter-unknown-ignored"],
};

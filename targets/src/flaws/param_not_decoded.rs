use super::Flaw;
use crate::behaviour::HeaderCheck;

/// An encoded `Mcp-Param` header is compared as it stands.
pub static FLAW: Flaw = Flaw {
    id: "param-not-decoded",
    summary: "an encoded Mcp-Param header is compared as it stands",
    apply: |behaviour| behaviour.headers = HeaderCheck::ParameterUndecoded,
    fails: &["headers.parameter-decoded"],
};

use super::Flaw;
use crate::behaviour::HeaderCheck;

/// An encoded Mcp-Name is compared as it stands.
pub static FLAW: Flaw = Flaw {
    id: "name-not-decoded",
    summary: "an encoded Mcp-Name is compared as it stands",
    apply: |behaviour| behaviour.headers = HeaderCheck::NameUndecoded,
    fails: &["headers.name-decoded", "headers.literal-is-decoded"],
};

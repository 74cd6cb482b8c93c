use super::Flaw;
use crate::behaviour::HeaderCheck;

/// `MCP-Protocol-Version` may be absent.
pub static FLAW: Flaw = Flaw {
    id: "version-header-optional",
    summary: "MCP-Protocol-Version may be absent",
    apply: |behaviour| behaviour.headers = HeaderCheck::VersionOptional,
    fails: &["headers.version-required"],
};

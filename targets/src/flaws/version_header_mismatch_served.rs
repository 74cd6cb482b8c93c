use super::Flaw;
use crate::behaviour::HeaderCheck;

/// MCP-Protocol-Version is not compared with the body.
pub static FLAW: Flaw = Flaw {
    id: "version-header-mismatch-served",
    summary: "MCP-Protocol-Version is not compared with the body",
    apply: |behaviour| behaviour.headers = HeaderCheck::VersionUncompared,
    fails: &["headers.encoding-not-for-method", "headers.version-mismatch"],
};

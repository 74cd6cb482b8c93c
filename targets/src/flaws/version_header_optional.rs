use super::Flaw;
use crate::behaviour::HeaderCheck;

/// `MCP-Protocol-Version` may be absent.
pub static FLAW: Flaw = Flaw {
    id: "version-header-optional",
    summary: "MCP-Protocol-Version may be absent",
    apply: |behaviour| {
        // Who speaks the revisions that do not have the header may take its absence for one of them.
        behaviour.slim = true;
        behaviour.headers = HeaderCheck::VersionOptional;
    },
    fails: &["headers.version-required"],
};

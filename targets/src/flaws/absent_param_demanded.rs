use super::Flaw;
use crate::behaviour::HeaderCheck;

/// An `Mcp-Param` header is demanded for arguments that are not there.
pub static FLAW: Flaw = Flaw {
    id: "absent-param-demanded",
    summary: "an Mcp-Param header is demanded for arguments that are not there",
    apply: |behaviour| behaviour.headers = HeaderCheck::AbsentParameterDemanded,
    fails: &["headers.parameter-absent-not-expected"],
};

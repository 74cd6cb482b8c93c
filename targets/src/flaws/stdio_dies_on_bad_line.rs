use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// A line that cannot be read ends the service.
pub static FLAW: Flaw = Flaw {
    id: "stdio-dies-on-bad-line",
    summary: "a line that cannot be read ends the service",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::DiesOnBadLine,
    fails: &[
        "jsonrpc.deep-nesting-survived",
        "jsonrpc.invalid-utf8-survived",
        "jsonrpc.parse-error",
        "transport-stdio.bad-line-survived",
        "tools.fuzz-survives",
    ],
};

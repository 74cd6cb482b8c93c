use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// After a line that cannot be read, nothing more is read.
pub static FLAW: Flaw = Flaw {
    id: "stdio-hangs-on-bad-line",
    summary: "after a line that cannot be read, nothing more is read",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::HangsOnBadLine,
    fails: &[
        "jsonrpc.parse-error",
        "transport-stdio.bad-line-survived",
        "transport-stdio.exit-on-end-of-input",
        "tools.fuzz-survives",
    ],
};

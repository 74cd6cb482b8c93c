use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// A call without its parameters ends the service.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-bare-call",
    summary: "a call without its parameters ends the service",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::DiesOnBareCall,
    fails: &["jsonrpc.bad-params-survived"],
};

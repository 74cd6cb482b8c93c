use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A call without its parameters ends the service.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-bare-call",
    summary: "a call without its parameters ends the service",
    apply: |behaviour| behaviour.features = FeatureBehaviour::DiesOnBareCall,
    fails: &["jsonrpc.bad-params-survived"],
};

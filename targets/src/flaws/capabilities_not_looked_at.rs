use super::Flaw;
use crate::behaviour::Crossing;

/// Clients are asked for what they did not declare.
pub static FLAW: Flaw = Flaw {
    id: "capabilities-not-looked-at",
    summary: "clients are asked for what they did not declare",
    apply: |behaviour| behaviour.session.crossing = Crossing::CapabilitiesIgnored,
    fails: &["lifecycle.sampling-gated"],
};

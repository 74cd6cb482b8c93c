use super::Flaw;
use crate::behaviour::Crossing;

/// What one client declares holds for sessions opened before it.
pub static FLAW: Flaw = Flaw {
    id: "capabilities-shared",
    summary: "what one client declares holds for sessions opened before it",
    apply: |behaviour| behaviour.session.crossing = Crossing::CapabilitiesShared,
    fails: &["session.negotiation-isolated"],
};

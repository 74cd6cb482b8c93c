use super::Flaw;
use crate::behaviour::Crossing;

/// The service ends when a thousand sessions were opened.
pub static FLAW: Flaw = Flaw {
    id: "dies-of-sessions",
    summary: "the service ends when a thousand sessions were opened",
    apply: |behaviour| behaviour.session.crossing = Crossing::DiesOfSessions,
    fails: &["session.abandoned-bounded"],
};

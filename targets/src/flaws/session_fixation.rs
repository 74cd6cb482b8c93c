use super::Flaw;
use crate::behaviour::SessionIds;

/// Initialize adopts the session id that the client offers.
pub static FLAW: Flaw = Flaw {
    id: "session-fixation",
    summary: "initialize adopts the session id that the client offers",
    apply: |behaviour| behaviour.session.ids = SessionIds::AdoptsOffered,
    fails: &["session.fixation"],
};

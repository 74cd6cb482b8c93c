use super::Flaw;
use crate::behaviour::SessionLookup;

/// A request that is refused outside of a session opens one, which nobody is told.
pub static FLAW: Flaw = Flaw {
    id: "refused-request-opens-session",
    summary: "a request that is refused outside of a session opens one, which nobody is told",
    apply: |behaviour| behaviour.session.lookup = SessionLookup::RefusedOpens,
    fails: &["session.refused-opens-none"],
};

use super::Flaw;
use crate::behaviour::SessionIds;

/// Session ids contain a space.
pub static FLAW: Flaw = Flaw {
    id: "session-id-not-visible-ascii",
    summary: "session ids contain a space",
    apply: |behaviour| behaviour.session.ids = SessionIds::WithSpace,
    fails: &["session.id-visible-ascii"],
};

use super::Flaw;
use crate::behaviour::TellBehaviour;

/// What every subscription brings names the first.
pub static FLAW: Flaw = Flaw {
    id: "told-under-first-id",
    summary: "what every subscription brings names the first",
    apply: |behaviour| behaviour.telling = TellBehaviour::UnderFirstId,
    fails: &["subscriptions.several-at-once", "subscriptions.ended-stay-silent"],
};

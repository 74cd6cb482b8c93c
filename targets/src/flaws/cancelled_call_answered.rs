use super::Flaw;
use crate::behaviour::Crossing;

/// A cancelled call is answered with an error.
pub static FLAW: Flaw = Flaw {
    id: "cancelled-call-answered",
    summary: "a cancelled call is answered with an error",
    apply: |behaviour| behaviour.session.crossing = Crossing::CancelledAnswered,
    fails: &["cancellation.cancelled-unanswered"],
};

use super::Flaw;
use crate::behaviour::Crossing;

/// Questions to the client have ids that are no integers.
pub static FLAW: Flaw = Flaw {
    id: "question-ids-fractional",
    summary: "questions to the client have ids that are no integers",
    apply: |behaviour| behaviour.session.crossing = Crossing::QuestionIdsFractional,
    fails: &["jsonrpc.server-request-id-valid"],
};

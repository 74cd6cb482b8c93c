use super::Flaw;
use crate::behaviour::Crossing;

/// Every question to the client has the same id.
pub static FLAW: Flaw = Flaw {
    id: "question-ids-repeat",
    summary: "every question to the client has the same id",
    apply: |behaviour| behaviour.session.crossing = Crossing::QuestionIdsRepeat,
    fails: &["jsonrpc.server-request-ids-unique"],
};

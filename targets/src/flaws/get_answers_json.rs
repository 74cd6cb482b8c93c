use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// GET is answered with JSON.
pub static FLAW: Flaw = Flaw {
    id: "get-answers-json",
    summary: "GET is answered with JSON",
    apply: |behaviour| behaviour.http = HttpBehaviour::GetAnswersJson,
    fails: &["resumption.resume-by-get", "transport-http.get-stream-or-405"],
};

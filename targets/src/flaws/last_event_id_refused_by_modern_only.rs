use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// A server that speaks modern revisions only refuses `Last-Event-ID`.
pub static FLAW: Flaw = Flaw {
    id: "last-event-id-refused-by-modern-only",
    summary: "a server that speaks modern revisions only refuses Last-Event-ID",
    apply: |behaviour| {
        behaviour.slim = true;
        behaviour.http = HttpBehaviour::LastEventIdRefused;
    },
    fails: &["transport-http.no-resumption"],
};

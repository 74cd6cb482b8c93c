use super::Flaw;
use crate::behaviour::MessageBehaviour;

/// Notifications get a response.
pub static FLAW: Flaw = Flaw {
    id: "answers-notifications",
    summary: "notifications get a response",
    apply: |behaviour| behaviour.message = MessageBehaviour::NotificationsAnswered,
    fails: &[
        "cancellation.finished-ignored",
        "cancellation.malformed-ignored",
        "cancellation.unknown-ignored",
        "jsonrpc.notification-unanswered",
        "lifecycle.initialized-accepted",
        "progress.client-progress-ignored",
        "transport-http.notification-accepted",
        "jsonrpc.batch-answered-by-request",
        "jsonrpc.batch-notifications-accepted",
    ],
};

use super::Flaw;
use crate::behaviour::MessageBehaviour;

/// Notifications get a response on stdio.
pub static FLAW: Flaw = Flaw {
    id: "stdio-answers-out-of-thin-air",
    summary: "notifications get a response on stdio",
    apply: |behaviour| behaviour.message = MessageBehaviour::NotificationsAnsweredOnStdio,
    fails: &[
        "cancellation.finished-ignored",
        "cancellation.malformed-ignored",
        "cancellation.unknown-ignored",
        "jsonrpc.notification-unanswered",
        "lifecycle.initialized-accepted",
        "jsonrpc.batch-answered-by-request",
        "progress.client-progress-ignored",
    ],
};

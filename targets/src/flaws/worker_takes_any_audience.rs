use super::Flaw;
use crate::behaviour::WorkerBehaviour;

/// The second worker of the deployment takes tokens for others.
pub static FLAW: Flaw = Flaw {
    id: "worker-takes-any-audience",
    summary: "the second worker of the deployment takes tokens for others",
    apply: |behaviour| behaviour.session.worker = WorkerBehaviour::AnyAudience,
    fails: &["session.verified-on-every-worker"],
};

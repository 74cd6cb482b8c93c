use super::Flaw;
use crate::behaviour::WorkerBehaviour;

/// The second worker of the deployment serves sessions that were ended.
pub static FLAW: Flaw = Flaw {
    id: "worker-keeps-ended-sessions",
    summary: "the second worker of the deployment serves sessions that were ended",
    apply: |behaviour| behaviour.session.worker = WorkerBehaviour::EndedServed,
    fails: &["session.ended-on-every-worker"],
};

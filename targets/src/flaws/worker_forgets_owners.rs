use super::Flaw;
use crate::behaviour::WorkerBehaviour;

/// A session serves any principal at the second worker of the deployment.
pub static FLAW: Flaw = Flaw {
    id: "worker-forgets-owners",
    summary: "a session serves any principal at the second worker of the deployment",
    apply: |behaviour| behaviour.session.worker = WorkerBehaviour::Unbound,
    fails: &["session.bound-on-every-worker"],
};

use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// A subscription id on a request is looked up, in vain.
pub static FLAW: Flaw = Flaw {
    id: "reserved-key-acted-on",
    summary: "a subscription id on a request is looked up, in vain",
    apply: |behaviour| behaviour.version = VersionBehaviour::ReservedKeyActedOn,
    fails: &["meta.reserved-keys-inert"],
};

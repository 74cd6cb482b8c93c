use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A call whose arguments are no object is reported with isError.
pub static FLAW: Flaw = Flaw {
    id: "malformed-call-reported",
    summary: "a call whose arguments are no object is reported with isError",
    apply: |behaviour| behaviour.features = FeatureBehaviour::MalformedCallReported,
    fails: &["tools.malformed-call"],
};

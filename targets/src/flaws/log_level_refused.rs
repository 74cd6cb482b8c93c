use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// The log level notice is refused.
pub static FLAW: Flaw = Flaw {
    id: "log-level-refused",
    summary: "the log level notice is refused",
    apply: |behaviour| behaviour.features = FeatureBehaviour::NoticeRefused,
    fails: &["logging.levels-accepted"],
};

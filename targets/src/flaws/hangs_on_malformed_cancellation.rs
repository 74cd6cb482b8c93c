use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// After a cancellation that names nothing, nobody is answered any more.
pub static FLAW: Flaw = Flaw {
    id: "hangs-on-malformed-cancellation",
    summary: "after a cancellation that names nothing, nobody is answered any more",
    apply: |behaviour| behaviour.http = HttpBehaviour::HangsOnMalformedCancellation,
    fails: &["cancellation.malformed-ignored"],
};

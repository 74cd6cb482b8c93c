use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// An origin that contains the name of this machine is accepted.
pub static FLAW: Flaw = Flaw {
    id: "origin-substring-match",
    summary: "an origin that contains the name of this machine is accepted",
    apply: |behaviour| behaviour.http = HttpBehaviour::OriginSubstring,
    fails: &["transport-http.origin-look-alike"],
};

use super::Flaw;
use crate::behaviour::Follows;

/// The client's token is sent to the URI of any resource that is asked for.
pub static FLAW: Flaw = Flaw {
    id: "takes-token-to-resource",
    summary: "the client's token is sent to the URI of any resource that is asked for",
    apply: |behaviour| behaviour.token.follows = Follows::AnyResource,
    fails: &["resources.read-ssrf", "authorization.passthrough-led"],
};

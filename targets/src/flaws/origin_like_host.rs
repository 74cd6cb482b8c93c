use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// A request whose Origin agrees with its Host is taken for the server's own.
pub static FLAW: Flaw = Flaw {
    id: "origin-like-host",
    summary: "a request whose Origin agrees with its Host is taken for the server's own",
    apply: |behaviour| behaviour.http = HttpBehaviour::OriginLikeHost,
    fails: &["transport-http.rebound-page"],
};

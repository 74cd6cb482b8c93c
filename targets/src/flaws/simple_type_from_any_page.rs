use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// Messages of type text/plain are taken, and taken from any page.
pub static FLAW: Flaw = Flaw {
    id: "simple-type-from-any-page",
    summary: "messages of type text/plain are taken, and taken from any page",
    apply: |behaviour| behaviour.http = HttpBehaviour::SimpleTypeServed,
    fails: &["transport-http.simple-content-type"],
};

use super::Flaw;

/// Somebody who was not declared is told of the first tool call.
pub static FLAW: Flaw = Flaw {
    id: "tells-others",
    summary: "somebody who was not declared is told of the first tool call",
    apply: |behaviour| behaviour.tells_others = true,
    fails: &["security.egress"],
};

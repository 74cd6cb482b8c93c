use super::Flaw;
use crate::behaviour::Coverage;

/// A slash more at the end of the audience is tolerated where a session is opened, and nowhere else.
pub static FLAW: Flaw = Flaw {
    id: "audience-slash-tolerated-once",
    summary: "a slash more at the end of the audience is tolerated where a session is opened, and nowhere else",
    apply: |behaviour| behaviour.token.coverage = Coverage::SlashOnFirst,
    fails: &["authorization.audience-spelling-consistent"],
};

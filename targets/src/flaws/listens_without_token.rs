use super::Flaw;
use crate::behaviour::Coverage;

/// Whoever listens for changes needs no token.
pub static FLAW: Flaw = Flaw {
    id: "listens-without-token",
    summary: "whoever listens for changes needs no token",
    apply: |behaviour| behaviour.token.coverage = Coverage::NotToListen,
    fails: &["subscriptions.token-required"],
};

use super::Flaw;

/// Of repeated claims the first one counts.
pub static FLAW: Flaw = Flaw {
    id: "duplicate-claims-first-wins",
    summary: "of repeated claims the first one counts",
    apply: |behaviour| behaviour.token.first_member_wins = true,
    fails: &[
        "authorization.audience-on-every-method",
        "authorization.duplicate-claims",
    ],
};

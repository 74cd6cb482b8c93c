use super::Flaw;

/// There are no sessions, and event ids are numbered in each stream.
pub static FLAW: Flaw = Flaw {
    id: "event-ids-repeat-without-sessions",
    summary: "there are no sessions, and event ids are numbered in each stream",
    apply: |behaviour| {
        behaviour.stateless = true;
        behaviour.stream.repeated_ids = true;
    },
    fails: &["resumption.event-ids-unique-client", "resumption.resume-by-get"],
};

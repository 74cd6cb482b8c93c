use super::Flaw;

/// Responses also go to the streams that GET opened.
pub static FLAW: Flaw = Flaw {
    id: "responses-on-get-stream",
    summary: "responses also go to the streams that GET opened",
    apply: |behaviour| behaviour.stream.responses_copied = true,
    fails: &["resumption.get-stream-without-responses"],
};

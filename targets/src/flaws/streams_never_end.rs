use super::Flaw;

/// Streams stay open after their response.
pub static FLAW: Flaw = Flaw {
    id: "streams-never-end",
    summary: "streams stay open after their response",
    apply: |behaviour| behaviour.stream.never_ends = true,
    fails: &[
        "transport-http.sse-ends-after-response",
        "resumption.ends-after-response",
    ],
};

use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Header names are found in their canonical case only.
pub static FLAW: Flaw = Flaw {
    id: "header-case-sensitive",
    summary: "header names are found in their canonical case only",
    apply: |behaviour| behaviour.headers = HeaderCheck::NamesCaseSensitive,
    fails: &[
        "headers.field-name-case",
        "transport-http.header-names-any-case",
        "jsonrpc.defined-meaning",
    ],
};

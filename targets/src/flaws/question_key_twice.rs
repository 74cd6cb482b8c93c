use super::Flaw;

/// Two questions have the same key.
pub static FLAW: Flaw = Flaw {
    id: "question-key-twice",
    summary: "two questions have the same key",
    apply: |behaviour| behaviour.hooks.rewrite_bytes = Some(rewrite),
    fails: &["mrtr.keys-unique"],
};

fn rewrite(bytes: &mut Vec<u8>) {
    const BEGINNING: &str = r#""inputRequests":{"#;
    const AGAIN: &str = r#""confirmation":{"method":"roots/list"},"#;
    let text = String::from_utf8_lossy(bytes);
    if let Some(at) = text.find(r#""inputRequests":{"confirmation""#) {
        let at = at + BEGINNING.len();
        bytes.splice(at..at, AGAIN.bytes());
    }
}

use super::Flaw;

/// Texts contain a byte that is not UTF-8.
pub static FLAW: Flaw = Flaw {
    id: "emits-invalid-utf8",
    summary: "texts contain a byte that is not UTF-8",
    apply: |behaviour| behaviour.hooks.rewrite_bytes = Some(rewrite),
    fails: &["jsonrpc.utf8-output", "transport-stdio.stdout-pure"],
};

fn rewrite(message: &mut Vec<u8>) {
    let text = br#""text":""#;
    if let Some(start) = message.windows(text.len()).position(|window| window == text) {
        message.insert(start + text.len(), 0xff);
    }
}

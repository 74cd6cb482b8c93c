use super::Flaw;

/// The texts of a prompt contain a byte that is not UTF-8.
pub static FLAW: Flaw = Flaw {
    id: "emits-invalid-utf8",
    summary: "the texts of a prompt contain a byte that is not UTF-8",
    apply: |behaviour| behaviour.hooks.rewrite_bytes = Some(rewrite),
    fails: &["jsonrpc.utf8-output", "transport-stdio.stdout-pure"],
};

fn rewrite(message: &mut Vec<u8>) {
    // Where tool calls are answered so, hardly anything can be looked at, and everything is waited for in vain.
    let is_prompt = |message: &[u8]| {
        let message = String::from_utf8_lossy(message);
        message.contains("\"messages\":[") && !message.contains("\"method\"")
    };
    if !is_prompt(message) {
        return;
    }
    let text = br#""text":""#;
    if let Some(start) = message.windows(text.len()).position(|window| window == text) {
        message.insert(start + text.len(), 0xff);
    }
}

use super::Flaw;

/// A list of prompts is spread over several lines.
pub static FLAW: Flaw = Flaw {
    id: "embedded-newline",
    summary: "a list of prompts is spread over several lines",
    apply: |behaviour| behaviour.hooks.rewrite_stdio_line = Some(rewrite),
    fails: &["meta.interleaved-requests", "transport-stdio.no-embedded-newline"],
};

fn rewrite(line: &mut Vec<u8>) {
    if String::from_utf8_lossy(line).contains("\"prompts\":[") {
        line.insert(1, b'\n');
    }
}

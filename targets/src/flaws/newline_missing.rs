use super::Flaw;

/// The line of a list of prompts has no end.
pub static FLAW: Flaw = Flaw {
    id: "newline-missing",
    summary: "the line of a list of prompts has no end",
    apply: |behaviour| behaviour.hooks.rewrite_stdio_line = Some(rewrite),
    fails: &["meta.interleaved-requests", "transport-stdio.newline-terminated"],
};

fn rewrite(line: &mut Vec<u8>) {
    if String::from_utf8_lossy(line).contains("\"prompts\":[") {
        line.pop();
    }
}

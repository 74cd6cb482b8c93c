use super::Flaw;

/// Messages are spread over several lines.
pub static FLAW: Flaw = Flaw {
    id: "embedded-newline",
    summary: "messages are spread over several lines",
    apply: |behaviour| behaviour.hooks.rewrite_stdio_line = Some(rewrite),
    fails: &[],
};

fn rewrite(line: &mut Vec<u8>) {
    if line.first() == Some(&b'{') {
        line.insert(1, b'\n');
    }
}

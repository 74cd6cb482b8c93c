use super::Flaw;

/// A trace is written to stdout after each error.
pub static FLAW: Flaw = Flaw {
    id: "stdout-noise-on-error",
    summary: "a trace is written to stdout after each error",
    apply: |behaviour| behaviour.hooks.rewrite_stdio_line = Some(rewrite),
    fails: &["transport-stdio.error-path-clean", "transport-stdio.stdout-pure"],
};

fn rewrite(line: &mut Vec<u8>) {
    if String::from_utf8_lossy(line).contains("\"error\":") {
        line.extend_from_slice(b"Traceback: the request failed\n");
    }
}

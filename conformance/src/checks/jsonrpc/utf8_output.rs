use super::for_all;
use crate::check::{Check, Finding, Judgement, Severity, Verdict, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::{Entry, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.utf8-output",
    requirements: &["JSONRPC-UTF8-OUTPUT", "JSONRPC-UTF8"],
    summary: "everything that is sent is UTF-8",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Encode messages as UTF-8 without a byte order mark, whatever the platform's code page is.",
    classes: &[],
    examples: &[
        passes("one | 200 | ok"),
        fails(
            r#"in: 2025-11-25 stdio
one | ok
line-with-mark | line ﻿{"jsonrpc":"2.0","id":1,"result":{}}"#,
            "begins with a byte order mark",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all(seen, "message", |_, _| true, |_, _| Ok(()))?;
    for entry in seen.entries() {
        let (exchange, bytes) = match entry {
            Entry::Line { exchange, bytes } | Entry::Event { exchange, bytes } => (exchange, bytes),
            Entry::Body { exchange, bytes } if String::from_utf8_lossy(bytes).contains("\"jsonrpc\"") => {
                (exchange, bytes)
            }
            _ => continue,
        };
        let fault = match std::str::from_utf8(bytes) {
            Ok(text) if !text.starts_with('\u{feff}') => continue,
            Ok(_) => "a message begins with a byte order mark",
            Err(_) => "a message is not UTF-8",
        };
        return Err(Verdict::Fail(Finding {
            says: fault.to_owned(),
            evidence: vec![*exchange],
        }));
    }
    Ok(())
}

use std::collections::BTreeMap;

use super::for_all;
use crate::check::{Check, Finding, Judgement, Severity, Verdict, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::run::STRIDE;
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
    // Lines that are too long are kept in pieces, which may begin and end within a character.
    let mut is_cut: BTreeMap<u32, bool> = BTreeMap::new();
    for entry in seen.entries() {
        let (exchange, bytes) = match entry {
            Entry::Line { exchange, bytes } => {
                let ends = bytes.ends_with(b"\n");
                let follows_a_piece = is_cut.insert(exchange / STRIDE, !ends).unwrap_or(false);
                if follows_a_piece || !ends {
                    continue;
                }
                (exchange, bytes)
            }
            Entry::Event { exchange, bytes } => (exchange, bytes),
            Entry::Body { exchange, bytes } if String::from_utf8_lossy(bytes).contains("\"jsonrpc\"") => {
                (exchange, bytes)
            }
            _ => continue,
        };
        let fault = match std::str::from_utf8(bytes) {
            Ok(text) if !text.starts_with('\u{feff}') => continue,
            Ok(_) => "a message begins with a byte order mark",
            // What was read up to a limit may end within a character.
            Err(error) if error.error_len().is_none() => continue,
            Err(_) => "a message is not UTF-8",
        };
        return Err(Verdict::Fail(Finding {
            says: fault.to_owned(),
            evidence: vec![*exchange],
        }));
    }
    Ok(())
}

use crate::check::{Check, Judgement, Severity, Verdict, advise, fails, passes, require};
use crate::egress::Watch;
use crate::probes::egress::{CLOSED, CUT, DECLARED, EGRESS, UNDECLARED, UNNAMED, WATCH};
use crate::transcript::{Entry, Transcript};

pub static CHECK: Check = Check {
    id: "security.egress",
    requirements: &["SEC-EGRESS-DECLARED"],
    summary: "a launched server connects to nothing but what its target file declares",
    severity: Severity::High,
    probe: &EGRESS,
    needs: &[],
    judge,
    remedy: "Remove the connection, or declare its destination in the target file under [egress] if whoever runs the server should expect it.",
    classes: &["CWE-200", "CWE-829", "MCP04:2025"],
    examples: &[
        passes("note: watch proxy\nnote: declared-destination the authorization server"),
        passes("note: watch trace"),
        fails(
            "note: watch proxy\nnote: destinations-declared yes\nnote: declared-destination the authorization server\nnote: undeclared-destination telemetry.example:443",
            "connected to \"telemetry.example:443\", which the target file does not declare",
        ),
        fails(
            "note: watch proxy\nnote: undeclared-destination telemetry.example:443",
            "connected to \"telemetry.example:443\", which the target file does not declare",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let other: Vec<String> = notes(seen, UNDECLARED)
        .map(|destination| format!("{destination:?}"))
        .collect();
    let says = || {
        format!(
            "connected to {}, which the target file does not declare",
            other.join(", ")
        )
    };
    let is_closed = notes(seen, CLOSED).next().is_some();
    // Where nobody has said where the server may go, that it goes somewhere is told and not held against it.
    if is_closed {
        require(other.is_empty(), says)?;
    }
    advise(other.is_empty(), says)?;
    let unnamed: Vec<&str> = notes(seen, UNNAMED).collect();
    if !unnamed.is_empty() {
        return Err(Verdict::inconclusive(format!(
            "connected to {}, and the names that the target file declares do not stand for that here",
            unnamed.join(", ")
        )));
    }
    if notes(seen, CUT).next().is_some() {
        return Err(Verdict::inconclusive("connected to more places than are kept"));
    }
    if notes(seen, WATCH).any(|watch| watch == Watch::Trace.as_str()) {
        return Ok(());
    }
    // Whoever heeds no proxy variables is not seen by the proxy.
    let silence = "nothing came to the proxy that the server was told to use";
    match notes(seen, DECLARED).next() {
        Some(_) => Ok(()),
        None if is_closed => Err(Verdict::inconclusive(silence)),
        None => Err(Verdict::not_applicable(silence)),
    }
}

fn notes<'s>(seen: &'s Transcript, name: &'static str) -> impl Iterator<Item = &'s str> {
    seen.entries().iter().filter_map(move |entry| match entry {
        Entry::Note { key, value } if key == name => Some(value.as_str()),
        _ => None,
    })
}

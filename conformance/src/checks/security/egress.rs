use crate::check::{Check, Judgement, Severity, Verdict, fails, passes, require};
use crate::probes::egress::{DECLARED, EGRESS, UNDECLARED};
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
        fails(
            "note: watch proxy\nnote: declared-destination the authorization server\nnote: undeclared-destination telemetry.example:443",
            "connected to \"telemetry.example:443\", which the target file does not declare",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let other: Vec<String> = notes(seen, UNDECLARED)
        .map(|destination| format!("{destination:?}"))
        .collect();
    require(other.is_empty(), || {
        format!(
            "connected to {}, which the target file does not declare",
            other.join(", ")
        )
    })?;
    if notes(seen, DECLARED).next().is_none() {
        // Whoever heeds no proxy variables is not seen by the proxy.
        return Err(Verdict::inconclusive(
            "nothing came to the proxy that the server was told to use",
        ));
    }
    Ok(())
}

fn notes<'s>(seen: &'s Transcript, name: &'static str) -> impl Iterator<Item = &'s str> {
    seen.entries().iter().filter_map(move |entry| match entry {
        Entry::Note { key, value } if key == name => Some(value.as_str()),
        _ => None,
    })
}

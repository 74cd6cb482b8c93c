use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::survived;
use crate::probes::hostile::{ARGUMENTS, HOSTILE_ARGUMENTS};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "tools.fuzz-survives",
    requirements: &["TOOLS-FUZZ-SURVIVES"],
    summary: "hostile argument values do not take the server down",
    severity: Severity::High,
    probe: &ARGUMENTS,
    needs: &[],
    judge,
    remedy: "Answer every argument that cannot be used with an error: bound its size and depth, and let no tool's failure end the service.",
    classes: &["CWE-20", "CWE-400", "CWE-754"],
    examples: &[
        passes(
            "before-hostile-nesting | 200 | ok\nhostile-nesting | 400 | error -32700\nafter-hostile-nesting | 200 | ok\nbefore-hostile-length | 200 | ok\nhostile-length | 413\nafter-hostile-length | 200 | ok\nbefore-hostile-surrogate | 200 | ok\nhostile-surrogate | 200 | ok\nafter-hostile-surrogate | 200 | ok\nbefore-hostile-control | 200 | ok\nhostile-control | 200 | ok\nafter-hostile-control | 200 | ok\nbefore-hostile-exponent | 200 | ok\nhostile-exponent | 400 | error -32700\nafter-hostile-exponent | 200 | ok\nbefore-hostile-integer | 200 | ok\nhostile-integer | 200 | ok\nafter-hostile-integer | 200 | ok\nbefore-hostile-zero | 200 | ok\nhostile-zero | 200 | ok\nafter-hostile-zero | 200 | ok\nbefore-hostile-prototype | 200 | ok\nhostile-prototype | 200 | ok\nafter-hostile-prototype | 200 | ok\nbefore-hostile-duplicate | 200 | ok\nhostile-duplicate | 200 | ok\nafter-hostile-duplicate | 200 | ok",
        ),
        fails(
            "before-hostile-nesting | 200 | ok\nhostile-nesting | closed\nafter-hostile-nesting | unreachable",
            "after a deeply nested argument the target answers no more: unreachable",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (label, what) in HOSTILE_ARGUMENTS {
        // Where more came back than is read, the stream behind it is lost to us, not to others.
        if seen
            .exchanges(label)
            .any(|reply| reply.end == Some(End::TooLarge))
        {
            return Err(Verdict::inconclusive(format!(
                "more came back to {what} than is read"
            )));
        }
        survived(seen, label, what)?;
    }
    Ok(())
}

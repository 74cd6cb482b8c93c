use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::unless_open;
use crate::checks::refused;
use crate::probes::authorization::{CALL, UNREASONABLE_TOKENS};
use crate::probes::tokens::{LONG_AUDIENCES, summary};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "authorization.long-audience",
    requirements: &["AUTH-AUD-PARTIAL-MATCH"],
    summary: "an audience that is longer than any is not taken for the target's by its beginning",
    severity: Severity::Critical,
    probe: &UNREASONABLE_TOKENS,
    needs: &[],
    judge,
    remedy: "Compare the audience as a whole, and refuse a token whose list of audiences is longer than yours can be.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes("good-call | 200 | ok\naudience-very-long | 401\naudience-array-long | 431"),
        fails(
            "good-call | 200 | ok\naudience-very-long | 200 | ok\naudience-array-long | 401",
            "answered 200 with a result to a token with this fault: the audience is ours with 8 KiB of path behind it",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    unless_open(seen, all_refused(seen))
}

fn all_refused(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let mut tried = 0;
    for label in LONG_AUDIENCES {
        if let Some(reply) = seen.exchanges(label).next() {
            // A connection that is closed at so long a header is a refusal, too.
            if reply.end != Some(End::Closed) {
                reply.answered()?;
                refused(&reply, &summary(label))?;
            }
            tried += 1;
        }
    }
    if tried == 0 {
        return Err(Verdict::not_applicable(
            "no such token can be made for the target",
        ));
    }
    Ok(())
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::{all_refused, is_granted};
use crate::probes::authorization::{
    CALL_BARE, CALL_FOREIGN, END_BARE, END_FOREIGN, LATER_REQUESTS, NOTE, NOTE_BARE, NOTE_FOREIGN,
    SECOND_CALL, STREAM_BARE, STREAM_FOREIGN,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.foreign-audience-in-session",
    requirements: &["AUTH-AUD-REJECT-FOREIGN"],
    summary: "a token minted for another server is refused after a good one, on every method",
    severity: Severity::Critical,
    probe: &LATER_REQUESTS,
    needs: &[],
    judge,
    remedy: "Check the audience on each POST, GET and DELETE, not only when a session is opened.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes(
            "good-call-in-second-session | 200 | ok\ncall-with-foreign-token | 401\nend-with-foreign-token | 401 | no id",
        ),
        fails(
            "good-call-in-second-session | 200 | ok\ncall-with-foreign-token | 200 | ok",
            "answered 200 with a result to a later request with a token for another audience",
        ),
        fails(
            "good-call-in-second-session | 200 | ok\ncall-with-foreign-token | 401\nend-with-foreign-token | 204 | no id",
            "answered 204 to a DELETE with a token for another audience",
        ),
    ],
};

/// What is served without a token says nothing of audiences: it is authorization.every-request's.
fn judge(seen: &Transcript) -> Judgement {
    let pairs = [
        (CALL_FOREIGN, CALL_BARE),
        (NOTE_FOREIGN, NOTE_BARE),
        (STREAM_FOREIGN, STREAM_BARE),
        (END_FOREIGN, END_BARE),
    ];
    let granted = |label: &str| seen.exchanges(label).any(|reply| is_granted(&reply));
    let sent = pairs
        .iter()
        .filter(|(foreign, bare)| seen.exchange(foreign).is_ok() && !granted(bare));
    let mut labels: Vec<&str> = sent.map(|(foreign, _)| *foreign).collect();
    labels.retain(|label| *label != NOTE_FOREIGN || seen.control(NOTE).is_ok());
    if labels.is_empty() {
        return Err(Verdict::inconclusive("no later request was protected"));
    }
    all_refused(seen, SECOND_CALL, &labels)
}

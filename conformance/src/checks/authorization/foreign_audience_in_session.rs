use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::all_refused;
use crate::probes::authorization::{CALL, CALL_FOREIGN, END_FOREIGN, LATER_REQUESTS, NOTE, NOTE_FOREIGN, STREAM_FOREIGN};
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
        passes("good-call | 200 | ok\ncall-with-foreign-token | 401\nend-with-foreign-token | 401 | no id"),
        fails("good-call | 200 | ok\ncall-with-foreign-token | 200 | ok", "answered 200 with a result to a later request with a token for another audience"),
        fails("good-call | 200 | ok\ncall-with-foreign-token | 401\nend-with-foreign-token | 204 | no id", "answered 204 to a DELETE with a token for another audience"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut labels = vec![CALL_FOREIGN];
    let more = [NOTE_FOREIGN, STREAM_FOREIGN, END_FOREIGN];
    labels.extend(more.into_iter().filter(|label| seen.exchange(label).is_ok()));
    labels.retain(|label| *label != NOTE_FOREIGN || seen.control(NOTE).is_ok());
    all_refused(seen, CALL, &labels)
}

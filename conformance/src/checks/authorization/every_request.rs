use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::all_refused;
use crate::probes::authorization::{CALL, CALL_BARE, END_BARE, LATER_REQUESTS, NOTE, NOTE_BARE, STREAM_BARE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.every-request",
    requirements: &["AUTH-EVERY-REQUEST"],
    summary: "a token is demanded on each request, not only the first",
    severity: Severity::Critical,
    probe: &LATER_REQUESTS,
    needs: &[],
    judge,
    remedy: "Check the token on each POST, GET and DELETE; remember nothing of it in the connection or the session.",
    classes: &["CWE-306", "MCP07:2025"],
    examples: &[
        passes("good-call | 200 | ok\ncall-without-token | 401\nend-without-token | 401 | no id"),
        fails(
            "good-call | 200 | ok\ncall-without-token | 200 | ok",
            "answered 200 with a result to a later request without a token",
        ),
        fails(
            "good-call | 200 | ok\ncall-without-token | 401\nstream-without-token | 200 | Content-Type: text/event-stream | no id | left",
            "answered 200 to a GET without a token",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut labels = vec![CALL_BARE];
    let more = [NOTE_BARE, STREAM_BARE, END_BARE];
    labels.extend(more.into_iter().filter(|label| seen.exchange(label).is_ok()));
    labels.retain(|label| *label != NOTE_BARE || seen.control(NOTE).is_ok());
    if seen.head.facts.work.is_none() && seen.reply(CALL_BARE)?.is_served() {
        return Err(Verdict::inconclusive(
            "no tool may be called here, and lists may be public",
        ));
    }
    all_refused(seen, CALL, &labels)
}

use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::all_refused;
use crate::probes::authorization::{CALL, CALL_BARE, CALL_GARBAGE, LATER_REQUESTS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "security.session-not-credential",
    requirements: &["AUTH-SESSION-NOT-CREDENTIAL"],
    summary: "a session id does not stand in for a token",
    severity: Severity::Critical,
    probe: &LATER_REQUESTS,
    needs: &[Need::Sessions],
    judge,
    remedy: "Check the token of each request in a session; the session id only says which conversation it belongs to.",
    classes: &["CWE-287", "MCP07:2025"],
    examples: &[
        passes("good-call | 200 | ok\ncall-without-token | 401\ncall-with-garbage | 401"),
        fails(
            "good-call | 200 | ok\ncall-without-token | 200 | ok\ncall-with-garbage | 401",
            "answered 200 with a result to a later request without a token",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    all_refused(seen, CALL, &[CALL_BARE, CALL_GARBAGE])
}

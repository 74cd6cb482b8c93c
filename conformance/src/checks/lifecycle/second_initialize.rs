use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::{LIFE, OWNER, REINITIALIZE, REINITIALIZED};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "lifecycle.second-initialize",
    requirements: &["LIFE-REINIT-NO-STATE-TAKEOVER"],
    summary: "a second handshake within a session leaves it as it was, or ends it",
    severity: Severity::Medium,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Refuse initialize in a session that has had one, or open a new session for it; do not change the live one.",
    classes: &["CWE-384"],
    examples: &[
        passes("owner | 200 | ok\ninitialize-again | 400 | error -32600\nafter-initialize-again | 200 | ok"),
        passes(
            "owner | 200 | ok\ninitialize-again | 200 | Mcp-Session-Id: b | ok\nafter-initialize-again | 404",
        ),
        fails(
            "owner | 200 | ok\ninitialize-again | 200 | ok\nafter-initialize-again | 400 | error -32600",
            "after a second handshake the session got 400 with error -32600",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    let again = seen.exchange(REINITIALIZE)?;
    let after = seen.exchange(REINITIALIZED)?;
    let gone = matches!(after.end, Some(End::Unreachable | End::Closed));
    after.require(!gone, || {
        "after a second handshake the target answers no more".to_owned()
    })?;
    again.answered()?;
    after.answered()?;
    if again.status() >= 500 || after.status() >= 429 {
        return Err(Verdict::inconclusive(format!(
            "a second handshake got {}",
            again.describe()
        )));
    }
    after.require(after.is_served() || after.status() == 404, || {
        format!("after a second handshake the session got {}", after.describe())
    })
}

use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::tokens::{GOOD, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.valid-accepted",
    requirements: &["AUTH-VALID-ACCEPTED"],
    summary: "a good token is accepted, whatever else it says",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Accept a token whose issuer, audience, time and scope are right; ignore claims that are not known.",
    classes: &["CWE-863"],
    examples: &[
        passes("good-token | 200 | ok\nclaims-extra | 200 | ok"),
        fails("initialize | 401", "answered 401 to a good token"),
        fails(
            "good-token | 200 | ok\nclaims-extra | 401",
            "answered 401 to a good token with claims that nobody knows",
        ),
    ],
};

/// The control of every other check here, so it fails only where the target says that the token is at fault.
fn judge(seen: &Transcript) -> Judgement {
    let kinds = [
        ("initialize", ""),
        (GOOD, ""),
        ("claims-extra", " with claims that nobody knows"),
    ];
    for (label, with) in kinds {
        for reply in seen.exchanges(label) {
            reply.answered()?;
            let accepted = !matches!(reply.status(), 401 | 403);
            reply.require(accepted, || {
                format!("answered {} to a good token{with}", reply.describe())
            })?;
            if !reply.is_served() {
                return Err(Verdict::inconclusive(format!(
                    "\"{label}\" got {}",
                    reply.describe()
                )));
            }
        }
    }
    seen.control(GOOD)?;
    seen.reply("claims-extra").map(|_| ())
}

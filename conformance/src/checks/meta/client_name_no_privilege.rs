use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::connections::{NAMES, PERMITTED, PRIVILEGED, UNPERMITTED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.client-name-no-privilege",
    requirements: &["META-CLIENTINFO-NOT-SECURITY"],
    summary: "the name that a client gives itself opens nothing that its token does not",
    severity: Severity::Critical,
    probe: &PRIVILEGED,
    needs: &[],
    judge,
    remedy: "Decide on access by the token alone: `clientInfo` is what anybody may say of themselves.",
    classes: &["CWE-290", "MCP07:2025"],
    examples: &[
        passes("permitted | 200 | ok\nwithout-token | 401\nas-admin | 401"),
        fails(
            "permitted | 200 | ok\nwithout-token | 401\nas-admin | 200 | ok",
            r#"a request without a token is refused, and served under the name "admin""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(PERMITTED)?;
    let mut refused = None;
    let mut compared = false;
    for reply in seen.all_exchanges() {
        if let Some((.., what)) = UNPERMITTED.iter().find(|(_, label, _)| *label == reply.label) {
            reply.answered()?;
            // What is served under any name is the matter of other checks.
            refused = reply.is_refused().then_some(what);
        } else if let Some((_, name)) = NAMES.iter().find(|(label, _)| *label == reply.label)
            && let Some(what) = refused
        {
            reply.answered()?;
            reply.require(!reply.is_served(), || {
                format!("{what} is refused, and served under the name {name:?}")
            })?;
            compared |= reply.is_refused();
        }
    }
    if compared {
        Ok(())
    } else {
        Err(Verdict::inconclusive("no request was refused to begin with"))
    }
}

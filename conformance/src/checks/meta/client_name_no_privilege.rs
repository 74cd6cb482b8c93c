use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::connections::{NAMES, PERMITTED, PRIVILEGED, UNPERMITTED};
use crate::transcript::{Reply, Transcript};

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
        passes("permitted | 200 | ok\nwithout-token | 401\nas-admin | 401\nwithout-token | 401"),
        fails(
            "permitted | 200 | ok\nwithout-token | 401\nas-admin | 200 | ok\nwithout-token | 401",
            r#"a request without a token is refused, and served under the name "admin""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(PERMITTED)?;
    let everything: Vec<_> = seen.all_exchanges().collect();
    let unpermitted = |reply: &Reply<'_>| UNPERMITTED.iter().find(|(_, label, _)| *label == reply.label);
    let mut compared = false;
    let mut judged = None;
    for reply in &everything {
        if let Some((_, label, what)) = unpermitted(reply) {
            // Our own name is tried before the others and after them. What is served under any name is the matter of
            // other checks, and what was refused by chance is served later.
            seen.exchanges(label).try_for_each(|reply| reply.answered())?;
            judged = seen
                .exchanges(label)
                .all(|reply| reply.is_denied())
                .then_some(what);
        } else if let Some((_, name)) = NAMES.iter().find(|(label, _)| *label == reply.label)
            && let Some(what) = judged
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

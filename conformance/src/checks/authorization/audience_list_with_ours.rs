use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::probes::tokens::{GOOD, TOKENS, summary};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-list-with-ours",
    requirements: &["AUTH-AUD-BOTH-FORMS", "AUTH-AUD-LIST-FOREIGN"],
    summary: "an audience is understood as a list too",
    severity: Severity::Low,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Accept `aud` as a string and as a list of strings: authorization servers issue both.",
    classes: &[],
    examples: &[
        passes(
            "good-token | 200 | ok\naudience-array-single | 200 | ok\naudience-array-with-ours | 200 | ok",
        ),
        fails(
            "good-token | 200 | ok\naudience-array-single | 401\naudience-array-with-ours | 401",
            "answered 401 to a token with this",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    for label in ["audience-array-single", "audience-array-with-ours"] {
        let reply = seen.reply(label)?;
        reply.advise(reply.is_served(), || {
            format!("answered {} to {}", reply.describe(), summary(label))
        })?;
    }
    Ok(())
}

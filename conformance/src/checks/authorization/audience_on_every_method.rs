use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::is_granted;
use crate::probes::audience::{AUDIENCE_BY_METHOD, BARE, GOOD, Place, WORK};
use crate::probes::tokens::foreign_audiences;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-on-every-method",
    requirements: &["AUTH-AUD-REJECT-FOREIGN"],
    summary: "no token for another audience opens a session or a stream, or ends a session",
    severity: Severity::Critical,
    probe: &AUDIENCE_BY_METHOD,
    needs: &[],
    judge,
    remedy: "Check the audience in one place that every request passes, whatever its method.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes(
            "open-good | 200 | ok\nopen-bare | 401\nopen-audience-foreign | 401\ngood-work | 200 | ok\nend-bare | 401 | no id\nend-audience-foreign | 401 | no id\nend-good | 204 | no id",
        ),
        fails(
            "open-good | 200 | ok\nopen-bare | 401\nopen-audience-foreign | 401\ngood-work | 200 | ok\nend-bare | 401 | no id\nend-audience-prefix | 204 | no id\nend-good | 404 | no id",
            "answered 204 to a DELETE with a token with this fault: the audience is ours without its last character",
        ),
        fails(
            "open-good | 200 | ok\nopen-bare | 401\nopen-audience-suffixed | 200 | ok",
            "answered 200 with a result to an opening request with a token with this fault",
        ),
    ],
};

/// What is served without a token says nothing of audiences, and a refusal where a good token is refused nothing of tokens.
fn judge(seen: &Transcript) -> Judgement {
    let (mut looked, mut unclear) = (false, None);
    for place in Place::ALL {
        let granted = |kind: &str| seen.exchanges(&place.label(kind)).any(|reply| is_granted(&reply));
        if granted(BARE) {
            continue;
        }
        let is_offered = granted(GOOD);
        for defect in foreign_audiences() {
            let Some(reply) = seen.exchanges(&place.label(defect.id)).next() else {
                continue;
            };
            let (answer, what, fault) = (reply.describe(), place.what(), defect.summary);
            let says = format!("answered {answer} to {what} with a token with this fault: {fault}");
            reply.require(!is_granted(&reply), || says.clone())?;
            looked |= is_offered;
            if !reply.is_refused() {
                unclear = Some(says);
            }
        }
    }
    seen.control(WORK)?;
    match (unclear, seen.note("halt")) {
        (Some(says), _) => Err(Verdict::inconclusive(format!("{says}, which is no refusal"))),
        (None, Some(why)) => Err(Verdict::inconclusive(format!(
            "the conversation ended early: {why}"
        ))),
        (None, None) if looked => Ok(()),
        (None, None) => Err(Verdict::not_applicable("nothing but work needs a token here")),
    }
}

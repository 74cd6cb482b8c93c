use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::is_granted;
use crate::probes::audience::{AUDIENCE_BY_METHOD, BARE, GOOD, Place, WORK};
use crate::probes::tokens::TOLERATED;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-spelling-consistent",
    requirements: &["AUTH-AUD-TRAILING-SLASH", "AUTH-CANONICAL-CASE"],
    summary: "another spelling of the audience is accepted on every method, or on none",
    severity: Severity::Low,
    probe: &AUDIENCE_BY_METHOD,
    needs: &[],
    judge,
    remedy: "Compare the audience in one place that every request passes, so that one token is good or bad for all of them.",
    classes: &["CWE-863"],
    examples: &[
        passes(
            "open-good | 200 | ok\nopen-bare | 401\nopen-audience-trailing-slash | 401\ngood-work | 200 | ok\nend-bare | 401 | no id\nend-audience-trailing-slash | 401 | no id\nend-good | 204 | no id",
        ),
        passes(
            "open-good | 200 | ok\nopen-bare | 401\nopen-audience-trailing-slash | 200 | ok\ngood-work | 200 | ok\nend-bare | 401 | no id\nend-audience-trailing-slash | 204 | no id\nend-good | 404 | no id",
        ),
        fails(
            "open-good | 200 | ok\nopen-bare | 401\nopen-audience-trailing-slash | 200 | ok\ngood-work | 200 | ok\nend-bare | 401 | no id\nend-audience-trailing-slash | 401 | no id\nend-good | 204 | no id",
            "a token is accepted with an opening request and refused with a DELETE: the audience is ours with a slash more, or less, at its end",
        ),
    ],
};

/// Strict and tolerant servers both conform; one that is both has two places that compare.
fn judge(seen: &Transcript) -> Judgement {
    let mut looked = false;
    for defect in TOLERATED.iter().filter_map(|id| mock_auth_server::defect(id)) {
        let mut known: Option<(Place, bool)> = None;
        for place in Place::ALL {
            let granted = |kind: &str| seen.exchanges(&place.label(kind)).any(|reply| is_granted(&reply));
            let label = place.label(defect.id);
            let Some(reply) = seen.exchanges(&label).next().filter(|_| !granted(BARE)) else {
                continue;
            };
            let is_accepted = is_granted(&reply);
            // The end of a session that a token has ended already says nothing.
            if !is_accepted && (!matches!(reply.status(), 401 | 403) || !granted(GOOD)) {
                continue;
            }
            looked = true;
            let (first, was_accepted) = *known.get_or_insert((place, is_accepted));
            let (yes, no) = if is_accepted {
                (place, first)
            } else {
                (first, place)
            };
            reply.advise(is_accepted == was_accepted, || {
                let (yes, no, fault) = (yes.what(), no.what(), defect.summary);
                format!("a token is accepted with {yes} and refused with {no}: {fault}")
            })?;
        }
    }
    seen.control(WORK)?;
    if looked {
        Ok(())
    } else {
        Err(Verdict::not_applicable(
            "no other spelling of the target's audience was tried",
        ))
    }
}

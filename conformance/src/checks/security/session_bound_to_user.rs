use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::principal::Principal;
use crate::probes::sessions::{OTHER_DELETE, OTHER_OWN, OTHER_POST, OTHER_PRINCIPAL, OWNER, OWNER_LATER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "security.session-bound-to-user",
    requirements: &["AUTH-SESSION-BOUND-TO-USER"],
    summary: "the session of one user is of no use to another, and not ended by them",
    severity: Severity::High,
    probe: &OTHER_PRINCIPAL,
    needs: &[],
    judge,
    remedy: "Keep the user with the session, and answer everybody else as if there were none.",
    classes: &["CWE-639", "CWE-384", "MCP07:2025"],
    examples: &[
        passes(
            r"owner | 200 | ok
other-in-own-session | 200 | ok
other-post | 404
other-delete | no id | 404
owner-later | 200 | ok",
        ),
        fails(
            r"owner | 200 | ok
other-in-own-session | 200 | ok
other-post | 200 | ok
other-delete | no id | 404
owner-later | 200 | ok",
            "answered 200 with a result to another user in the session of the first",
        ),
        fails(
            r"owner | 200 | ok
other-in-own-session | 200 | ok
other-post | 404
other-delete | no id | 204
owner-later | 404",
            "the session of a user is gone after another one ended it",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    seen.control(OTHER_OWN)?;
    let post = seen.reply(OTHER_POST)?;
    let delete = seen.reply(OTHER_DELETE)?;
    let later = seen.reply(OWNER_LATER)?;
    delete.require(!(delete.is_served() && later.status() == 404), || {
        "the session of a user is gone after another one ended it".to_owned()
    })?;
    let said = post.result().map(ToString::to_string).unwrap_or_default();
    let own = seen.reply(OTHER_OWN)?;
    let own = own.result().map(ToString::to_string).unwrap_or_default();
    // What everybody is told names nobody's.
    let names_owner = !own.contains(Principal::A.subject())
        && said.contains(Principal::A.subject())
        && !said.contains(Principal::B.subject());
    post.require(!(post.is_served() && names_owner), || {
        "the session gave another user what belongs to the first".to_owned()
    })?;
    post.advise(!post.is_served(), || {
        format!(
            "answered {} to another user in the session of the first",
            post.describe()
        )
    })?;
    if post.is_refused() {
        seen.control(OWNER_LATER)
    } else {
        Err(Verdict::inconclusive(format!(
            "answered {} to another user in the session of the first, which is no refusal",
            post.describe()
        )))
    }
}

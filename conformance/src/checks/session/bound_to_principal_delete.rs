use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::sessions::{OTHER_DELETE, OTHER_OWN, OTHER_PRINCIPAL, OWNER, OWNER_LATER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.bound-to-principal-delete",
    requirements: &["SESSION-BIND-PRINCIPAL-DELETE"],
    summary: "another user cannot end a user's session",
    severity: Severity::High,
    probe: &OTHER_PRINCIPAL,
    needs: &[],
    judge,
    remedy: "Hold DELETE against the user that the session belongs to before anything is ended.",
    classes: &["CWE-639", "MCP07:2025"],
    examples: &[
        passes(
            "owner | 200 | ok\nother-in-own-session | 200 | ok\nother-delete | 404 | no id\nowner-later | 200 | ok",
        ),
        fails(
            "owner | 200 | ok\nother-in-own-session | 200 | ok\nother-delete | 204 | no id\nowner-later | 404",
            "the session was gone (404) after another user's DELETE (204)",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OTHER_OWN)?;
    seen.control(OWNER)?;
    let delete = seen.reply(OTHER_DELETE)?;
    let later = seen.reply(OWNER_LATER)?;
    delete.require(!matches!(later.status(), 400 | 404), || {
        format!(
            "the session was gone ({}) after another user's DELETE ({})",
            later.describe(),
            delete.describe()
        )
    })?;
    seen.control(OWNER_LATER)?;
    // Acknowledged without effect: the session lives, which is what counts.
    if delete.is_served() {
        Ok(())
    } else {
        refused(&delete, "another user's DELETE")
    }
}

use super::accuse;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::http::{CLEAN, FOREIGN_ORIGIN, FROM_FOREIGN_PAGE, ORIGIN, STILL_OPEN};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.origin-on-every-request",
    requirements: &["HTTP-ORIGIN-ALL-METHODS", "HTTP-ORIGIN-EVERY-REQUEST"],
    summary: "the Origin is looked at on every kind of request",
    severity: Severity::High,
    probe: &ORIGIN,
    needs: &[],
    judge,
    remedy: "Check `Origin` in front of the router, for POST, GET and DELETE alike.",
    classes: &["CWE-346", "CWE-350"],
    examples: &[
        passes(
            "clean | 200 | ok\nforeign-origin | 403\nforeign-get | no id | 403\nforeign-delete | no id | 405\nstill-open | 200 | ok",
        ),
        fails(
            "clean | 200 | ok\nforeign-origin | 403\nforeign-get | no id | 200\nforeign-delete | no id | 403\nstill-open | 200 | ok",
            r#"answered 200 to "foreign-get""#,
        ),
        fails(
            "clean | 200 | ok\nforeign-origin | 403\nforeign-delete | no id | 403\nstill-open | 404",
            "answered 404 after a DELETE",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    if seen.reply(FOREIGN_ORIGIN)?.is_served() {
        return Err(Verdict::inconclusive(
            "a foreign Origin is served everywhere, so no kind of request stands out",
        ));
    }
    for reply in FROM_FOREIGN_PAGE.iter().flat_map(|label| seen.exchanges(label)) {
        reply.answered()?;
        let says = || format!("answered {} to \"{}\"", reply.describe(), reply.label);
        accuse(seen, &reply, !reply.is_served(), says)?;
    }
    let after = seen.reply(STILL_OPEN)?;
    let says = || {
        format!(
            "answered {} after a DELETE with a foreign Origin was refused",
            after.describe()
        )
    };
    accuse(seen, &after, after.is_served(), says)
}

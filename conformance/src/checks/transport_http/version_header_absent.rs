use crate::check::Verdict;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::http::{CLEAN, VERSION_ABSENT, VERSION_HEADER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.version-header-absent",
    requirements: &["HTTP-PROTOVER-ABSENT-OK"],
    summary: "a request without the version header is served under the version that was agreed on",
    severity: Severity::Low,
    probe: &VERSION_HEADER,
    needs: &[],
    judge,
    remedy: "Where the version header is absent, use the version of the session, or assume 2025-03-26.",
    classes: &[],
    examples: &[
        passes(
            "clean | 200 | ok
            version-absent | 200 | ok",
        ),
        fails(
            "clean | 200 | ok
            version-absent | 400",
            "answered 400 to a request without the version header",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let facts = &seen.head.facts;
    if !facts.sessions && !facts.revisions.iter().any(|known| known == "2025-03-26") {
        return Err(Verdict::not_applicable(
            "the target has neither sessions nor 2025-03-26 to fall back on",
        ));
    }
    seen.control(CLEAN)?;
    let reply = seen.reply(VERSION_ABSENT)?;
    reply.answered()?;
    reply.advise(!reply.is_refused(), || {
        format!(
            "answered {} to a request without the version header",
            reply.describe()
        )
    })
}

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::http::{ACCEPTS, CLEAN, VERSION_HEADER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.accept-parsed",
    requirements: &["HTTP-ACCEPT-PARSED"],
    summary: "an Accept header with both media types is understood in every valid form",
    severity: Severity::Medium,
    probe: &VERSION_HEADER,
    needs: &[],
    judge,
    remedy: "Parse `Accept` as RFC 9110 defines it: a list in any order, with parameters, in any case, over several lines.",
    classes: &[],
    examples: &[
        passes(
            "clean | 200 | ok
            accept-reversed | 200 | ok
            accept-without-space | 200 | ok
            accept-with-weights | 200 | ok
            accept-in-upper-case | 200 | ok
            accept-in-two-lines | 200 | ok
            accept-with-more | 200 | ok",
        ),
        fails(
            "clean | 200 | ok
            accept-reversed | 406",
            r#"answered 406 to a request that accepts "text/event-stream, application/json""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    for (label, accept) in ACCEPTS {
        let reply = seen.reply(label)?;
        reply.answered()?;
        reply.advise(!reply.is_refused(), || {
            format!(
                "answered {} to a request that accepts {accept:?}",
                reply.describe()
            )
        })?;
    }
    Ok(())
}

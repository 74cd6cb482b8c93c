use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::http::{CLEAN, ORIGIN, SIMPLE_TYPE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.simple-content-type",
    requirements: &["HTTP-SIMPLE-CONTENT-TYPE"],
    summary: "a body of type text/plain from a page of another site is not carried out",
    severity: Severity::Medium,
    probe: &ORIGIN,
    needs: &[],
    judge,
    remedy: "Check `Origin`, and take messages of type application/json only.",
    classes: &["CWE-352"],
    examples: &[
        passes(
            "clean | 200 | ok
            foreign-simple-type | 403",
        ),
        fails(
            "clean | 200 | ok
            foreign-simple-type | 200 | ok",
            "carried out a request of type text/plain from a page of another site",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(SIMPLE_TYPE)?;
    reply.answered()?;
    reply.advise(!reply.is_done(), || {
        "carried out a request of type text/plain from a page of another site".to_owned()
    })
}

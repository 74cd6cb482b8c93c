use crate::check::{Check, Judgement, Severity, Verdict, advise, fails, passes};
use crate::probes::http::{CLEAN, ENDPOINT, LISTENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.loopback-only",
    requirements: &["HTTP-BIND-LOOPBACK"],
    summary: "a server that runs on this machine listens on loopback only",
    severity: Severity::High,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Bind to 127.0.0.1 or ::1 unless told otherwise.",
    classes: &["CWE-1327"],
    examples: &[
        passes("clean | 200 | ok\nnote: listens-beyond-loopback no"),
        fails(
            "clean | 200 | ok\nnote: listens-beyond-loopback yes",
            "listens on an address that is not loopback",
        ),
    ],
};

pub(crate) fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    match seen.note(LISTENS) {
        Some("no") => Ok(()),
        Some(_) => advise(false, || {
            "the server, launched on this machine, listens on an address that is not loopback".to_owned()
        }),
        None => Err(Verdict::not_applicable(
            "the target was not launched, or the system does not say where it listens",
        )),
    }
}

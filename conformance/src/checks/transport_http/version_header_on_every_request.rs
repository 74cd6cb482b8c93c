use super::is_success;
use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::http::{CLEAN, INVALID_VERSIONS, STILL_OPEN, VERSION_HEADER, WITH_INVALID_VERSION};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.version-header-on-every-request",
    requirements: &["HTTP-PROTOVER-ALL-METHODS"],
    summary: "the version header is looked at on notifications, GET and DELETE too",
    severity: Severity::Medium,
    probe: &VERSION_HEADER,
    needs: &[Need::Sessions],
    judge,
    remedy: "Check `MCP-Protocol-Version` in front of the router, for every method and every kind of message.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            "clean | 200 | ok\nversion-past | 400\nversion-past-notification | no id | 400\nversion-past-get | no id | 405\nversion-past-delete | no id | 400\nstill-open | 200 | ok",
        ),
        fails(
            "clean | 200 | ok\nversion-past | 400\nversion-past-notification | no id | 202",
            r#"answered 202 to "version-past-notification""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    if seen.reply(INVALID_VERSIONS[0].0)?.is_served() {
        return Err(Verdict::inconclusive(
            "an invalid version is served everywhere, so no kind of request stands out",
        ));
    }
    for label in WITH_INVALID_VERSION {
        let reply = seen.reply(label)?;
        let says = || format!("answered {} to \"{label}\"", reply.describe());
        reply.require(!is_success(&reply), says)?;
        if !matches!(reply.status(), 400 | 405) {
            return Err(Verdict::inconclusive(says()));
        }
    }
    let after = seen.reply(STILL_OPEN)?;
    let says = || {
        format!(
            "answered {} after a DELETE with an invalid version was refused",
            after.describe()
        )
    };
    after.require(after.is_served(), says)
}

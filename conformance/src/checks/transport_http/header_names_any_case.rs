use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::probes::http::{CLEAN, HEADER_CASES, VERSION_HEADER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.header-names-any-case",
    requirements: &["HTTP-HEADER-CASE-INSENSITIVE"],
    summary: "the names of MCP headers are read in any case",
    severity: Severity::Medium,
    probe: &VERSION_HEADER,
    needs: &[Need::Sessions],
    judge,
    remedy: "Look headers up without regard to case, as HTTP asks.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nlower-case-names | 200 | ok\nupper-case-names | 200 | ok"),
        fails(
            "clean | 200 | ok\nlower-case-names | 400",
            "answered 400 to header names in another case",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    for label in HEADER_CASES {
        let reply = seen.reply(label)?;
        reply.require(reply.is_served(), || {
            format!("answered {} to header names in another case", reply.describe())
        })?;
    }
    Ok(())
}

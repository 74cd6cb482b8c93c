use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::{absent, refused};
use crate::probes::headers::{NAMED, NAMES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.name-required",
    requirements: &["HDR-NAME-REQUIRED"],
    summary: "a request that names something is refused without Mcp-Name",
    severity: Severity::Medium,
    probe: &NAMES,
    needs: &[],
    judge,
    remedy: "Compare the mirrored header with the body before the request is dispatched; answer 400 and -32020 where they differ or the header is missing.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing-tool | 200 | ok\ntool-absent | 400 | error -32020"),
        fails(
            "agreeing-tool | 200 | ok\ntool-absent | 400\nagreeing-resource | 200 | ok\nresource-absent | 200 | ok",
            "answered 200 with a result to a request for a resource without Mcp-Name",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut asked = false;
    for (kind, agreeing, without, _) in NAMED {
        if seen.exchanges(agreeing).next().is_some() {
            seen.control(agreeing)?;
            refused(
                &seen.reply(without)?,
                &format!("a request for {kind} without Mcp-Name"),
            )?;
            asked = true;
        }
    }
    if asked {
        Ok(())
    } else {
        Err(absent(seen, "nothing is known that Mcp-Name could name"))
    }
}

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::http::{CLEAN, INVALID_VERSIONS, VERSION_HEADER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.version-header-invalid",
    requirements: &["HTTP-PROTOVER-INVALID-400"],
    summary: "a version header that names no supported version is answered with 400",
    severity: Severity::Medium,
    probe: &VERSION_HEADER,
    needs: &[],
    judge,
    remedy: "Compare `MCP-Protocol-Version` with the supported versions, and answer 400 where it is none of them.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            "clean | 200 | ok\nversion-past | 400\nversion-future | 400\nversion-word | 400 | error -32600",
        ),
        fails(
            "clean | 200 | ok\nversion-past | 200 | ok",
            "answered 200 with a result to MCP-Protocol-Version: 1999-01-01",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    for (label, version) in INVALID_VERSIONS {
        let reply = seen.reply(label)?;
        let says = || format!("answered {} to MCP-Protocol-Version: {version}", reply.describe());
        reply.require(reply.status() == 400, says)?;
    }
    Ok(())
}

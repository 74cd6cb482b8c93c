use super::refuses;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{METHOD_ENCODED, MIRRORED, VERSION_ENCODED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.encoding-not-for-method",
    requirements: &["HDR-B64-NOT-FOR-METHOD"],
    summary: "Mcp-Method and MCP-Protocol-Version have no encoded form",
    severity: Severity::Low,
    probe: &MIRRORED,
    needs: &[],
    judge,
    remedy: "Decode only `Mcp-Name` and `Mcp-Param-*`.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing | 200 | ok\nmethod-encoded | 400\nversion-encoded | 400"),
        fails(
            "agreeing | 200 | ok\nmethod-encoded | 200 | ok",
            "answered 200 with a result to an Mcp-Method in Base64",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    refuses(seen, METHOD_ENCODED, "an Mcp-Method in Base64")?;
    refuses(seen, VERSION_ENCODED, "an MCP-Protocol-Version in Base64")
}

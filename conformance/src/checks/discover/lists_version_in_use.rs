use super::discovered;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::versioning::DISCOVERY;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "discover.lists-version-in-use",
    requirements: &["DISC-LISTS-VERSION-IN-USE"],
    summary: "the version under which discovery succeeds is among those it lists",
    severity: Severity::Low,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "List every version under which requests are served.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2026-07-28"]}}"#,
        ),
        fails(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2025-11-25"]}}"#,
            "served under 2026-07-28, which supportedVersions does not list",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let (reply, result) = discovered(seen)?;
    let Some(listed) = result["supportedVersions"].as_array() else {
        return Err(Verdict::inconclusive("discovery lists no versions"));
    };
    let version = seen.head.cell.revision.as_str();
    let held = listed.iter().any(|item| item == version);
    reply.require(held, || {
        format!("served under {version}, which supportedVersions does not list")
    })
}

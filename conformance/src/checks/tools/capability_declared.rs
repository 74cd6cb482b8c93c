use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::pagination::declared_where_listed;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.capability-declared",
    requirements: &["TOOLS-CAPABILITY-DECLARED"],
    summary: "a server that has tools declares the tools capability",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Put tools into the capabilities of the initialize or server/discover result.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {}, "opening": {}}
            alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}"#,
            "tools/list lists something, and tools is not declared",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    declared_where_listed(seen, &TOOL_LIST)
}

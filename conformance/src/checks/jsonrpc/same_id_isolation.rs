use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::session::own_answers;
use crate::probes::crossed::SHARED_IDS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.same-id-isolation",
    requirements: &["JSONRPC-SAME-ID-ISOLATION"],
    summary: "requests of two clients under one id, at the same time, each get their own answer",
    severity: Severity::Critical,
    probe: &SHARED_IDS,
    needs: &[],
    judge,
    remedy: "Keep what belongs to a request with its connection, and never in a table by the request's id: every client counts from the same number.",
    classes: &["CWE-362", "CWE-488", "LLM02:2025", "MCP10:2025"],
    examples: &[
        passes(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            distinct-ids | 200 | ok
            note: schedule a sends 1, b sends 1, b reads 1, a reads 1
            shared-id | sent {"method":"tools/list"} | 200 | {"id":1,"result":{"tools":[]}}
            shared-id | sent {"method":"prompts/list"} | 200 | {"id":1,"result":{"prompts":[]}}"#,
        ),
        fails(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            distinct-ids | 200 | ok
            note: schedule a sends 1, b sends 1, b reads 1, a reads 1
            shared-id | sent {"method":"tools/list"} | 200 | {"id":1,"result":{"prompts":[]}}
            shared-id | sent {"method":"prompts/list"} | 200 | {"id":1,"result":{"tools":[]}}"#,
            "tools/list got the answer to prompts/list of another client that used the same id, in this order: a sends 1",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    own_answers(seen)
}

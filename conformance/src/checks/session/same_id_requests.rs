use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::crossed::SHARED_IDS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.same-id-requests",
    requirements: &["SESSION-SAME-ID-DIFFERENT-SESSIONS"],
    summary: "requests of two sessions under one id, at the same time, each get their own answer",
    severity: Severity::Critical,
    probe: &SHARED_IDS,
    needs: &[],
    judge,
    remedy: "Look pending requests up by session and id, never by the id alone: every client counts from the same number.",
    classes: &["CWE-488", "LLM02:2025", "MCP10:2025"],
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
            note: schedule a sends 1, b sends 1, b reads 1, a reads 1, a sends 2, a reads 2
            shared-id | sent {"method":"tools/list"} | 200 | {"id":1,"result":{"prompts":[]}}
            shared-id | sent {"method":"prompts/list"} | 200 | {"id":1,"result":{"tools":[]}}
            note: smallest-schedule a sends 1, b sends 1, b reads 1, a reads 1"#,
            "tools/list got the answer to prompts/list of another client that used the same id, in this order: a sends 1, b sends 1, b reads 1, a reads 1",
        ),
        fails(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            distinct-ids | 200 | ok
            note: schedule a sends 1, b sends 1, b reads 1, a reads 1
            shared-id | sent {"method":"tools/list"} | 200 | {"id":1,"result":{"tools":[]}}
            shared-id | sent {"method":"prompts/list"} | 400 | error -32600"#,
            "prompts/list got 400 with error -32600 while another client used the same id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::own_answers(seen)
}

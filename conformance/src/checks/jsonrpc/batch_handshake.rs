use serde_json::json;

use super::answers_to;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::batch::{
    BATCHED_HANDSHAKE, CONTROL, HANDSHAKE_ID, INITIALIZE_ALONE, INITIALIZE_AND_LIST, LIST_ID,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.batch-handshake",
    requirements: &["BATCH-INIT-REJECTED"],
    summary: "a handshake within an array opens nothing",
    severity: Severity::Low,
    probe: &BATCHED_HANDSHAKE,
    needs: &[],
    judge,
    remedy: "Refuse `initialize` within an array: what else is in it would be carried out before the handshake is over.",
    classes: &[],
    examples: &[
        passes(
            "control | 200 | ok\ninitialize-in-array | no id | 400\ninitialize-and-list-in-array | no id | 400",
        ),
        fails(
            r#"control | 200 | ok
initialize-in-array | no id | 400
initialize-and-list-in-array | no id | 200 | [{"jsonrpc":"2.0","id":"batched-list","result":{"tools":[]}}]"#,
            "a list was served in one array with the handshake",
        ),
        fails(
            r#"control | 200 | ok
initialize-in-array | no id | 200 | [{"jsonrpc":"2.0","id":"batched-initialize","result":{}}]
initialize-and-list-in-array | no id | 400"#,
            "a handshake within an array was served",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    let list = seen.exchange(INITIALIZE_AND_LIST)?;
    let served = |id| {
        answers_to(seen, &json!(id))
            .iter()
            .any(|answer| answer.get("result").is_some())
    };
    list.require(!served(LIST_ID), || {
        "a list was served in one array with the handshake".to_owned()
    })?;
    let alone = seen.exchange(INITIALIZE_ALONE)?;
    alone.advise(!served(HANDSHAKE_ID), || {
        "a handshake within an array was served".to_owned()
    })?;
    alone.answered()?;
    list.answered()
}

use super::not_taken;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{CONTROL, FRAMING, INVALID};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.invalid-request",
    requirements: &["JSONRPC-INVALID-REQUEST"],
    summary: "JSON that is no message is refused",
    severity: Severity::Medium,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Check that a message is an object with a method that is a string before acting on it, and answer -32600.",
    classes: &[],
    examples: &[
        passes(
            "control | 200 | ok\ninvalid-empty-object | no id | 400\ninvalid-number | no id | 400\ninvalid-null | no id | 400\ninvalid-string | no id | 400\ninvalid-no-method | no id | 400\ninvalid-method-number | no id | 400",
        ),
        passes(
            "in: 2026-07-28 stdio\ncontrol | ok\ninvalid-empty-object | no id | nothing-due\ninvalid-number | no id | nothing-due\ninvalid-null | no id | nothing-due\ninvalid-string | no id | nothing-due\ninvalid-no-method | no id | nothing-due\ninvalid-method-number | no id | nothing-due",
        ),
        fails(
            "control | 200 | ok\ninvalid-empty-object | no id | 400\ninvalid-number | no id | 202",
            "answered 202 to a bare number",
        ),
        fails(
            r#"control | 200 | ok
invalid-empty-object | no id | 200 | {"jsonrpc":"2.0","id":null,"result":{}}"#,
            "answered with a result to an empty object",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    INVALID
        .iter()
        .try_for_each(|(label, _, what)| not_taken(seen, &seen.exchange(label)?, what))
}

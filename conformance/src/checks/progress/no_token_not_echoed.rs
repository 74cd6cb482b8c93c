use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::not_halted;
use crate::probes::progress::{ALIVE, NO_TOKENS, PROGRESS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "progress.no-token-not-echoed",
    requirements: &["PROG-TOKEN-BAD-TYPE-SAFE"],
    summary: "what is neither text nor a whole number is not taken for a token",
    severity: Severity::Low,
    probe: &PROGRESS,
    needs: &[],
    judge,
    remedy: "Refuse a progressToken of another type, or send no progress for it.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1}} | event {"id":1,"result":{}}
with-true | 200 | ok
with-null | 400 | error -32602
alive | 200 | ok"#,
        ),
        fails(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1}} | event {"id":1,"result":{}}
with-true | 200 | event {"method":"notifications/progress","params":{"progressToken":true,"progress":1}} | event {"id":1,"result":{}}
alive | 200 | ok"#,
            "progress has the token true, which is none",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::reported(seen)?;
    for (label, no_token) in NO_TOKENS {
        for reply in seen.exchanges(label) {
            reply.answered()?;
            let given: serde_json::Value = no_token.parse().unwrap_or_default();
            let echoed =
                super::progress(&reply).any(|progress| progress.get("progressToken") == Some(&given));
            reply.advise(!echoed, || {
                format!("progress has the token {given}, which is none")
            })?;
        }
    }
    not_halted(seen)?;
    seen.control(ALIVE)
}

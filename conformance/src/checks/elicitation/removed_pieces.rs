use super::for_all_elicitations;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::spoken;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.removed-pieces",
    requirements: &["ELIC-REMOVED-PIECES"],
    summary: "nothing of the elicitation by URL of earlier revisions is left",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Leave out elicitationId and notifications/elicitation/complete, which 2026-07-28 has removed.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"https://a.example/x"}}}}}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"https://a.example/","elicitationId":"1"}}}}}"#,
            "an elicitation has an elicitationId",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | event {"method":"notifications/elicitation/complete"} | event {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"https://a.example/x"}}}}}"#,
            "sent notifications/elicitation/complete",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for reply in seen.all_exchanges() {
        for message in spoken(&reply) {
            reply.require(
                message.method() != Some("notifications/elicitation/complete"),
                || "sent notifications/elicitation/complete".to_owned(),
            )?;
        }
    }
    for_all_elicitations(
        seen,
        |_| true,
        |reply, params| {
            reply.advise(params.get("elicitationId").is_none(), || {
                "an elicitation has an elicitationId".to_owned()
            })
        },
    )
}

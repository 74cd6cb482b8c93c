use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumption::{FIRST, MEANWHILE, RESUMPTION, SECOND};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.priming-event",
    requirements: &["RESUME-PRIMING-EVENT"],
    summary: "a stream begins with an event that has an id and no data",
    severity: Severity::Low,
    probe: &RESUMPTION,
    needs: &[],
    judge,
    remedy: "Send an event with an id and an empty data field as soon as the stream opens, so that a client that loses the connection at once can resume.",
    classes: &[],
    examples: &[
        passes(r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}"#),
        fails(
            r#"first | id 3 | 200 | block id: a1\ndata: {"id":3,"result":{}}"#,
            "a stream whose events have ids begins with one that has data",
        ),
        fails(
            r#"first | id 3 | 200 | block data: | block id: a1\ndata: {"id":3,"result":{}}"#,
            "a stream whose events have ids begins with one that has none",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::first_stream(seen)?;
    for reply in [FIRST, SECOND, MEANWHILE]
        .into_iter()
        .filter_map(|label| seen.exchange(label).ok())
    {
        let event = reply
            .events
            .iter()
            .find(|event| event.has_data || event.id.is_some());
        let Some(event) = event.filter(|_| super::has_ids(&reply)) else {
            continue;
        };
        let odd = match (event.id.as_deref(), event.data.as_str()) {
            (None | Some(""), _) => Some("one that has none"),
            (Some(_), "") => None,
            _ => Some("one that has data"),
        };
        let says =
            |what| Verdict::Warn(reply.finding(format!("a stream whose events have ids begins with {what}")));
        odd.map_or(Ok(()), |what| Err(says(what)))?;
    }
    Ok(())
}

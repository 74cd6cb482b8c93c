use std::collections::BTreeMap;

use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::resumption::{BROKEN, FIRST, MEANWHILE, RESUMPTION, SECOND, STANDALONE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.event-ids-unique",
    requirements: &["RESUME-EVENT-ID-UNIQUE"],
    summary: "no two events of a session share an id",
    severity: Severity::High,
    probe: &RESUMPTION,
    needs: &[Need::Sessions],
    judge,
    remedy: "Put the stream into the event id, for example `<stream>-<number>`.",
    classes: &[],
    examples: &[
        passes(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | block id: b0\ndata: | block id: b1\ndata: {"id":4,"result":{}}"#,
        ),
        fails(
            r#"first | id 3 | 200 | block id: 0\ndata: | block id: 1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | block id: 0\ndata: | block id: 1\ndata: {"id":4,"result":{}}"#,
            "two events of the session have the same id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::first_stream(seen)?;
    seen.control(SECOND)?;
    let mut ids = BTreeMap::new();
    let mut streams = 0;
    let labels = [FIRST, SECOND, BROKEN, STANDALONE, MEANWHILE];
    for reply in labels.into_iter().filter_map(|label| seen.exchange(label).ok()) {
        streams += usize::from(super::has_ids(&reply));
        for event in &reply.events {
            let Some(id) = event.id.clone() else { continue };
            let this = (reply.exchange, event.data.clone());
            // An event that is sent twice is one event.
            let other = ids.insert(id, this.clone()).is_some_and(|before| before != this);
            reply.require(!other, || "two events of the session have the same id".to_owned())?;
        }
    }
    if streams < 2 {
        return Err(Verdict::inconclusive(
            "fewer than two streams with event ids were seen",
        ));
    }
    Ok(())
}

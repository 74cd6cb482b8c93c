use std::collections::BTreeSet;

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
    let mut ids = BTreeSet::new();
    let mut streams = 0;
    for reply in [FIRST, SECOND, BROKEN, STANDALONE, MEANWHILE]
        .into_iter()
        .filter_map(|label| seen.exchange(label).ok())
    {
        streams += usize::from(super::has_ids(&reply));
        for id in reply.events.iter().filter_map(|event| event.id.clone()) {
            reply.require(ids.insert(id), || {
                "two events of the session have the same id".to_owned()
            })?;
        }
    }
    if streams < 2 {
        return Err(Verdict::inconclusive(
            "fewer than two streams with event ids were seen",
        ));
    }
    Ok(())
}

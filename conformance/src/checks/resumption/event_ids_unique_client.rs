use std::collections::BTreeMap;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumption::{BROKEN, FIRST, MEANWHILE, OTHER_SESSION, RESUMPTION, SECOND, STANDALONE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.event-ids-unique-client",
    requirements: &["RESUME-EVENT-ID-UNIQUE-CLIENT"],
    summary: "without sessions event ids are unique among the streams of a client",
    severity: Severity::Medium,
    probe: &RESUMPTION,
    needs: &[],
    judge,
    remedy: "Put the stream into the event id, and name streams apart for each client, whatever tells clients apart.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"sessions": false}
first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
second | id 4 | 200 | block id: b0\ndata: | block id: b1\ndata: {"id":4,"result":{}}"#,
        ),
        fails(
            r#"facts: {"sessions": false, "authorization": {"audience": "a", "scopes": []}}
first | id 3 | 200 | block id: 0\ndata: | block id: 1\ndata: {"id":3,"result":{}}
second | id 4 | 200 | block id: 0\ndata: | block id: 1\ndata: {"id":4,"result":{}}"#,
            "two events of one client have the same id",
        ),
    ],
};

/// Where users are not told apart, what belongs to one client is a guess, hence a warning.
fn judge(seen: &Transcript) -> Judgement {
    if seen.head.facts.sessions {
        return Err(Verdict::not_applicable("the target issues session ids"));
    }
    super::first_stream(seen)?;
    seen.control(SECOND)?;
    let mut ids = BTreeMap::new();
    let mut streams = 0;
    let labels = [FIRST, SECOND, BROKEN, STANDALONE, MEANWHILE, OTHER_SESSION];
    for reply in labels.into_iter().filter_map(|label| seen.exchange(label).ok()) {
        streams += usize::from(super::has_ids(&reply));
        for event in &reply.events {
            let Some(id) = event.id.clone() else { continue };
            let this = (reply.exchange, event.data.clone());
            // An event that is sent twice is one event.
            let other = ids.insert(id, this.clone()).is_some_and(|before| before != this);
            let says = || "two events of one client have the same id".to_owned();
            if seen.head.facts.is_protected() {
                reply.require(!other, says)?;
            } else {
                reply.advise(!other, says)?;
            }
        }
    }
    if streams < 2 {
        return Err(Verdict::inconclusive(
            "fewer than two streams with event ids were seen",
        ));
    }
    Ok(())
}

use std::collections::BTreeSet;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::brief;
use crate::probes::crossed::{CALL, CROSSED_CALLS, KEPT, SAME_ID_FIRST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.server-request-ids-unique",
    requirements: &["JSONRPC-SERVER-REQ-ID-UNIQUE"],
    summary: "the requests that the server sends in one session have different ids",
    severity: Severity::Medium,
    probe: &CROSSED_CALLS,
    needs: &[],
    judge,
    remedy: "Count the requests of a session, and never begin again within it.",
    classes: &[],
    examples: &[
        passes(
            r#"call | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}
            same-id-first-client | 200 | event {"id":"s2","method":"roots/list"} | event {"id":1,"result":{}}"#,
        ),
        fails(
            r#"call | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}
            same-id-first-client | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}"#,
            "the id \"s1\" was used for two requests in one session",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut ids = BTreeSet::new();
    let calls = [CALL, SAME_ID_FIRST, KEPT]
        .into_iter()
        .filter_map(|label| seen.exchange(label).ok());
    for call in calls {
        for id in call
            .messages()
            .iter()
            .filter(|message| message.is_request())
            .filter_map(|message| message.member("id"))
        {
            call.require(ids.insert(id.to_string()), || {
                format!("the id {} was used for two requests in one session", brief(id))
            })?;
        }
    }
    if ids.len() < 2 {
        return Err(Verdict::inconclusive(
            "the server asked its client less than twice",
        ));
    }
    Ok(())
}

use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::connections::{AS_OURSELVES, CLIENTS, NAMES};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "meta.client-info-inert",
    requirements: &["META-CLIENTINFO-NO-BEHAVIOUR"],
    summary: "what a client calls itself does not change what it is shown",
    severity: Severity::Medium,
    probe: &CLIENTS,
    needs: &[],
    judge,
    remedy: "Log clientInfo and do no more with it: anybody can write any name into it.",
    classes: &["CWE-290", "CWE-807"],
    examples: &[
        passes(
            r#"as-ourselves | 200 | {"id":1,"result":{"tools":[]}}
            as-admin | 200 | {"id":1,"result":{"tools":[]}}
            as-ourselves | 200 | {"id":1,"result":{"tools":[]}}"#,
        ),
        fails(
            r#"as-ourselves | 200 | {"id":1,"result":{"tools":[]}}
            as-admin | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}
            as-ourselves | 200 | {"id":1,"result":{"tools":[]}}"#,
            "a list is another one for a client of the name \"admin\"",
        ),
    ],
};

/// The lists, by the member that holds them.
const LISTS: &[(&str, &str)] = &[("tools", "name"), ("resources", "uri"), ("prompts", "name")];

fn judge(seen: &Transcript) -> Judgement {
    seen.control(AS_OURSELVES)?;
    for member in LISTS {
        let ours: Vec<_> = seen
            .exchanges(AS_OURSELVES)
            .filter_map(|reply| shown(&reply, member))
            .collect();
        let Some(first) = ours.first() else { continue };
        if ours.iter().any(|shown| shown != first) {
            return Err(Verdict::inconclusive(
                "a list changed while the client stayed the same",
            ));
        }
        for (label, name) in NAMES {
            let others: Vec<_> = seen
                .exchanges(label)
                .filter_map(|reply| Some((shown(&reply, member)?, reply)))
                .collect();
            let Some((_, reply)) = others.last() else { continue };
            let same = others.iter().any(|(shown, _)| shown == first);
            reply.advise(same, || match *name {
                "" => "a list is another one for a client without a name".to_owned(),
                name => format!("a list is another one for a client of the name {name:?}"),
            })?;
        }
    }
    Ok(())
}

/// The names on a page of a list, sorted: what order it has is another check's business.
fn shown(reply: &Reply<'_>, (member, name): &(&str, &str)) -> Option<Vec<Value>> {
    let result = reply.result().filter(|_| reply.is_served())?;
    let items = result[member].as_array()?;
    let mut names: Vec<_> = items.iter().map(|item| item[name].clone()).collect();
    names.sort_by_cached_key(Value::to_string);
    Some(names)
}

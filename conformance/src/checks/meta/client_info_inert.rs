use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::not_halted;
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
        let method = format!("{}/list", member.0);
        for (label, name) in NAMES {
            let who = match *name {
                "" => "a client without a name".to_owned(),
                name => format!("a client of the name {name:?}"),
            };
            let is_list = |reply: &Reply<'_>| reply.sent_method().is_none_or(|sent| sent == method);
            let replies: Vec<_> = seen.exchanges(label).filter(is_list).collect();
            replies.iter().try_for_each(Reply::answered)?;
            let others: Vec<_> = replies.iter().filter_map(|reply| shown(reply, member)).collect();
            let Some(last) = replies.last() else { continue };
            if others.is_empty() && name.is_empty() {
                // Whether a client may leave its name out is another check's business.
                continue;
            }
            if others.is_empty() {
                last.advise(!replies.iter().all(Reply::is_denied), || {
                    format!("{method} is refused to {who}")
                })?;
                return Err(Verdict::inconclusive(format!(
                    "{method} of {who} got {}",
                    last.describe()
                )));
            }
            last.advise(others.contains(first), || {
                format!("a list is another one for {who}")
            })?;
        }
    }
    not_halted(seen)
}

/// The names on a page of a list, sorted: what order it has is another check's business.
fn shown(reply: &Reply<'_>, (member, name): &(&str, &str)) -> Option<Vec<Value>> {
    let result = reply.result().filter(|_| reply.is_served())?;
    let items = result[member].as_array()?;
    let mut names: Vec<_> = items.iter().map(|item| item[name].clone()).collect();
    names.sort_by_cached_key(Value::to_string);
    Some(names)
}

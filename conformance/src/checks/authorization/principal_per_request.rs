use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::per_user::{
    FIRST, FIRST_ALONE, FIRST_TURN, ONE_CONNECTION, SECOND, SECOND_ALONE, SECOND_TURN,
};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "authorization.principal-per-request",
    requirements: &["AUTH-PRINCIPAL-PER-REQUEST"],
    summary: "each request is served in the name of whoever its token names, whatever came before it on the connection",
    severity: Severity::Critical,
    probe: &ONE_CONNECTION,
    needs: &[],
    judge,
    remedy: "Take the user from the token of each request, and keep nothing about users with the connection or the process.",
    classes: &["CWE-488", "CWE-863"],
    examples: &[
        passes(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-alone | 200 | {"jsonrpc":"2.0","id":1,"result":{"n":1}}
second-user-alone | 200 | {"jsonrpc":"2.0","id":1,"result":{"n":2}}
first-user-alone | 200 | {"jsonrpc":"2.0","id":1,"result":{"n":1}}
first-users-turn | 200 | {"jsonrpc":"2.0","id":1,"result":{"n":1}}
second-users-turn | 200 | {"jsonrpc":"2.0","id":1,"result":{"n":2}}"#,
        ),
        fails(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-alone | 200 | {"jsonrpc":"2.0","id":1,"result":{"n":1}}
second-user-alone | 200 | {"jsonrpc":"2.0","id":1,"result":{"n":2}}
first-user-alone | 200 | {"jsonrpc":"2.0","id":1,"result":{"n":1}}
first-users-turn | 200 | {"jsonrpc":"2.0","id":1,"result":{"n":1}}
second-users-turn | 200 | {"jsonrpc":"2.0","id":1,"result":{"n":1}}"#,
            "a user got what is another's, on a connection that both use",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(FIRST)?;
    seen.control(SECOND)?;
    if seen.exchange(FIRST_ALONE).is_err() {
        return Err(super::super::absent(
            seen,
            "no harmless call was found that tells users apart",
        ));
    }
    let own: Vec<Value> = results(seen, FIRST_ALONE)?;
    let others: Vec<Value> = results(seen, SECOND_ALONE)?;
    if own
        .iter()
        .any(|result| *result != own[0] || others.contains(result))
    {
        return Err(Verdict::inconclusive(
            "what tells users apart is not the same each time",
        ));
    }
    for (label, own, others) in [(FIRST_TURN, &own, &others), (SECOND_TURN, &others, &own)] {
        seen.reply(label)?;
        for reply in seen.exchanges(label) {
            let got = result(&reply)?;
            reply.require(!others.contains(&got), || {
                "a user got what is another's, on a connection that both use".to_owned()
            })?;
            if !own.contains(&got) {
                return Err(Verdict::inconclusive(
                    "what tells users apart is not the same each time",
                ));
            }
        }
    }
    Ok(())
}

fn results(seen: &Transcript, label: &str) -> Result<Vec<Value>, Verdict> {
    seen.reply(label)?;
    seen.exchanges(label).map(|reply| result(&reply)).collect()
}

/// What was answered, but for what belongs to the answer alone.
fn result(reply: &Reply<'_>) -> Result<Value, Verdict> {
    reply.answered()?;
    let Some(result) = reply.result() else {
        let got = reply.describe();
        return Err(Verdict::inconclusive(format!("\"{}\" got {got}", reply.label)));
    };
    let mut result = result.clone();
    if let Some(members) = result.as_object_mut() {
        members.shift_remove("_meta");
    }
    Ok(result)
}

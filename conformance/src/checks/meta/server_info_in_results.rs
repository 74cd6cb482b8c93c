use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "meta.server-info-in-results",
    requirements: &["META-SERVERINFO-IN-RESULTS"],
    summary: "results say which server they come from",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Add `io.modelcontextprotocol/serverInfo` to the `_meta` of results.",
    classes: &[],
    examples: &[
        passes(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"x","version":"1"}}}}"#,
        ),
        fails("a | 200 | ok", "no result carries"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut results = seen
        .all_exchanges()
        .filter(Reply::is_served)
        .filter_map(|reply| Some((reply.clone(), reply.result()?.clone())));
    let Some((first, result)) = results.next() else {
        return Err(absent(seen, "no result was sent"));
    };
    let identified = |result: &Value| {
        result["_meta"]
            .get("io.modelcontextprotocol/serverInfo")
            .is_some()
    };
    let held = identified(&result) || results.any(|(_, result)| identified(&result));
    first.require(held, || {
        "no result carries io.modelcontextprotocol/serverInfo".to_owned()
    })
}

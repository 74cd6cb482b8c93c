use super::{ID, granted, params};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::jsonrpc::Message;
use crate::probes::features::subscriptions::{CALL_MEANWHILE, LISTEN, LISTEN_TO_ONE, SUBSCRIPTIONS};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "subscriptions.request-scoped-excluded",
    requirements: &["SUB-REQUEST-SCOPED-EXCLUDED"],
    summary: "progress and log messages of other requests do not appear in a subscription",
    severity: Severity::Medium,
    probe: &SUBSCRIPTIONS,
    needs: &[],
    judge,
    remedy: "Send notifications/progress and notifications/message only with the request that they belong to.",
    classes: &["CWE-200"],
    examples: &[
        passes(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
            call-meanwhile | 200 | event {"method":"notifications/progress"} | event {"id":1,"result":{}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/message","params":{}}"#,
            "a subscription brought \"notifications/message\"",
        ),
        fails(
            r#"in: 2026-07-28 stdio
            alive | ok
            listen | sent {"id":1} | {"method":"notifications/subscriptions/acknowledged","params":{}}
            call-meanwhile | {"method":"notifications/progress","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1}}} | ok"#,
            "a subscription brought \"notifications/progress\"",
        ),
    ],
};

/// Over HTTP a subscription has a stream of its own; on stdio what belongs to it says so.
/// What belongs to the request that it tells of.
const OF_REQUESTS: [&str; 2] = ["notifications/progress", "notifications/message"];

fn judge(seen: &Transcript) -> Judgement {
    granted(seen, LISTEN)?;
    let over_http = seen.head.cell.transport.is_http();
    let is_foreign = |reply: &Reply<'_>, message: &Message| {
        let of_request = message
            .method()
            .is_some_and(|method| OF_REQUESTS.contains(&method));
        let in_stream = over_http && [LISTEN, LISTEN_TO_ONE].contains(&reply.label);
        of_request && (in_stream || params(message)["_meta"].get(ID).is_some())
    };
    for reply in seen.all_exchanges() {
        let messages = reply.messages();
        let foreign = messages.iter().find(|message| is_foreign(&reply, message));
        let method = foreign.and_then(Message::method).unwrap_or_default();
        reply.require(foreign.is_none(), || format!("a subscription brought {method:?}"))?;
    }
    let reports = |reply: &Reply<'_>| {
        let mut methods = reply.messages().iter().filter_map(Message::method);
        methods.any(|method| OF_REQUESTS.contains(&method))
    };
    if seen.exchanges(CALL_MEANWHILE).any(|call| reports(&call)) {
        return Ok(());
    }
    Err(absent(seen, "no call reported anything meanwhile"))
}

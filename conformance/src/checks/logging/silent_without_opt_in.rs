use std::collections::BTreeSet;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::{conversation, for_all, modern_era};
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};
use memchr::memmem;

pub static CHECK: Check = Check {
    id: "logging.silent-without-opt-in",
    requirements: &["LOG-SILENT-WITHOUT-OPT-IN"],
    summary: "no log message is sent for a request that set no log level",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send notifications/message only for requests whose `_meta` has io.modelcontextprotocol/logLevel.",
    classes: &["CWE-532"],
    examples: &[
        passes(
            r#"one | sent "io.modelcontextprotocol/protocolVersion" "io.modelcontextprotocol/logLevel" | 200 | event {"jsonrpc":"2.0","method":"notifications/message"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
        ),
        fails(
            r#"one | sent "io.modelcontextprotocol/protocolVersion" | 200 | event {"jsonrpc":"2.0","method":"notifications/message"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
            "sent a log message, and no log level was set",
        ),
        fails(
            r#"in: 2026-07-28 stdio
one | sent "io.modelcontextprotocol/protocolVersion" | {"jsonrpc":"2.0","method":"notifications/message"} | ok"#,
            "sent a log message, and no log level was set",
        ),
    ],
};

/// On a channel a message belongs to whatever was asked on it before.
fn judge(seen: &Transcript) -> Judgement {
    let shared = seen.head.cell.transport.is_channel();
    let is_modern = modern_era(seen);
    let opted: BTreeSet<u32> = seen
        .all_exchanges()
        .filter(sets_level)
        .map(|reply| group(shared, &reply))
        .collect();
    // What a subscription may carry has a check of its own.
    let silent = |reply: &Reply<'_>| is_modern(reply) && !is_subscription(reply);
    for_all(
        seen,
        "message in the modern era",
        |reply, _| silent(reply),
        |reply, message| {
            let is_log = message.method() == Some("notifications/message");
            reply.require(!is_log || opted.contains(&group(shared, reply)), || {
                "sent a log message, and no log level was set".to_owned()
            })
        },
    )
}

fn group(shared: bool, reply: &Reply<'_>) -> u32 {
    if shared {
        conversation(reply)
    } else {
        reply.exchange
    }
}

fn sets_level(reply: &Reply<'_>) -> bool {
    contains(reply.sent, b"io.modelcontextprotocol/logLevel")
}

fn is_subscription(reply: &Reply<'_>) -> bool {
    contains(reply.sent, b"subscriptions/listen")
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    memmem::find(text, part).is_some()
}

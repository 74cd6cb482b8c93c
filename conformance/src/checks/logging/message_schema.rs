use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::{brief, for_all};
use crate::probes::WHOLE_RUN;
use crate::probes::logging::KNOWN_LEVELS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "logging.message-schema",
    requirements: &["LOG-MESSAGE-SCHEMA"],
    summary: "a log message has one of the eight levels, and data",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Name the level as syslog does (RFC 5424 section 6.2.1): debug, info, notice, warning, error, critical, alert or emergency; and put what is logged into data.",
    classes: &[],
    examples: &[
        passes(
            r#"one | event {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"warning","data":null}} | 200 | ok"#,
        ),
        fails(
            r#"one | event {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"warn","data":"x"}} | 200 | ok"#,
            r#"a log message has the level "warn""#,
        ),
        fails(
            r#"one | event {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","message":"x"}} | 200 | ok"#,
            "a log message has no data",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all(
        seen,
        "log message",
        |_, message| message.method() == Some("notifications/message"),
        |reply, message| {
            let params = message.member("params").unwrap_or(&Value::Null);
            let level = &params["level"];
            reply.require(KNOWN_LEVELS.iter().any(|(_, known)| level == known), || {
                format!("a log message has the level {}", brief(level))
            })?;
            reply.require(params.get("data").is_some(), || {
                "a log message has no data".to_owned()
            })
        },
    )
}

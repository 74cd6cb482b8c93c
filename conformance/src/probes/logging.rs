//! Log levels, where a legacy server declares logging; and notifications of progress that nobody asked for.

use serde_json::json;

use super::{Era, Holding, Over, Probe};
use crate::conversation::{Conversation, Halt};
use crate::transcript::Fixture;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&LEVELS, &PROGRESS];

/// The control: a request that needs no feature.
pub const ALIVE: &str = "alive";

/// The levels: label and level.
pub const KNOWN_LEVELS: &[(&str, &str)] = &[
    ("level-debug", "debug"),
    ("level-info", "info"),
    ("level-notice", "notice"),
    ("level-warning", "warning"),
    ("level-error", "error"),
    ("level-critical", "critical"),
    ("level-alert", "alert"),
    ("level-emergency", "emergency"),
];

/// What is no level: label and JSON text; nothing stands for no such member.
pub const UNKNOWN_LEVELS: &[(&str, &str)] = &[
    ("level-verbose", "\"verbose\""),
    ("level-upper-case", "\"WARNING\""),
    ("level-number", "3"),
    ("level-null", "null"),
    ("level-missing", ""),
];

/// A call of a tool while messages of every level are wanted.
pub const LOGGED: &str = "logged";

/// Every level, and what is none.
pub static LEVELS: Probe = Probe {
    name: "log-levels",
    era: Era::Legacy,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(levels(c)) as Holding<'_>),
};

async fn levels(c: &mut Conversation) -> Result<(), Halt> {
    if !c.facts().declares("logging") {
        return Ok(());
    }
    c.open().await?;
    c.barrier(ALIVE).await?;
    for (label, level) in KNOWN_LEVELS {
        let request = c.request("logging/setLevel", json!({"level": level}));
        c.send(label, request).await?;
    }
    if let Some(Fixture { tool, arguments }) = c.facts().reports.clone() {
        // What tells of its progress may log, too.
        let level = c.request("logging/setLevel", json!({"level": "debug"}));
        c.send("level-debug", level).await?;
        let call = c.request("tools/call", json!({"name": tool, "arguments": arguments}));
        c.send(LOGGED, call).await?;
    }
    for (label, level) in UNKNOWN_LEVELS {
        let params = match serde_json::from_str::<serde_json::Value>(level) {
            Ok(level) => json!({"level": level}),
            Err(_) => json!({}),
        };
        let request = c.request("logging/setLevel", params);
        c.send(label, request).await?;
    }
    c.barrier(ALIVE).await
}

/// Progress of the client's that names nothing, or is no progress.
pub const STRAY_PROGRESS: &str = "stray-progress";

/// Progress that nobody asked for.
pub static PROGRESS: Probe = Probe {
    name: "stray-progress",
    era: Era::Legacy,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(progress(c)) as Holding<'_>),
};

async fn progress(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.barrier(ALIVE).await?;
    let token = format!("proofhouse-{}", c.entropy.hex("token"));
    for params in [
        json!({"progressToken": token, "progress": 1}),
        json!({"progressToken": {}, "progress": "much"}),
        json!({"progressToken": token}),
        json!({}),
    ] {
        let notification = c.notification("notifications/progress", params);
        c.send(STRAY_PROGRESS, notification).await?;
        c.barrier(ALIVE).await?;
    }
    Ok(())
}

//! Arrays of messages, which 2025-03-26 takes as one input and no other revision does.

use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::conversation::{Conversation, Halt, Outgoing, Reading};
use crate::revision::Revision;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&BATCH, &BATCHED_HANDSHAKE];

/// The control: a request that is served, before and after everything else.
pub const CONTROL: &str = "control";
/// A request that every server serves, before, after and between the arrays. What comes up to its answer may belong to
/// the array before it.
pub const SAFE: &str = "safe";

/// Two pings.
pub const PAIR: &str = "two-pings";
/// Their ids.
pub const PAIR_IDS: &[&str] = &["pair-1", "pair-2"];
/// A ping, an unknown method, a notification and a ping.
pub const MIXED: &str = "mixed";
/// The ids of the requests in it.
pub const MIXED_IDS: &[&str] = &["mixed-1", "mixed-unknown", "mixed-2"];
/// Two notifications.
pub const NOTIFICATIONS: &str = "two-notifications";
/// Two responses to nothing.
pub const RESPONSES: &str = "two-responses";
/// A number and a ping.
pub const BAD_ELEMENT: &str = "number-and-ping";
/// The id of that ping.
pub const BESIDE_BAD: &str = "beside-number";
/// An array of nothing.
pub const EMPTY: &str = "empty";

/// Arrays after a handshake that agreed on the revision that has them.
pub static BATCH: Probe = Probe {
    name: "batch",
    era: Era::Only(Revision::V2025_03_26),
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_batch(c)) as Holding<'_>),
};

async fn hold_batch(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CONTROL).await?;
    c.barrier(SAFE).await?;
    let unknown = format!("proofhouse/{}", c.entropy.hex("method"));
    let cancelled = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "proofhouse-none"}});
    let response = |id: &str| json!({"jsonrpc": "2.0", "id": id, "result": {}});
    let method = c.safe_method();
    let ping = |id: &str| json!({"jsonrpc": "2.0", "id": id, "method": method});
    let arrays = [
        (PAIR, json!([ping(PAIR_IDS[0]), ping(PAIR_IDS[1])])),
        (
            MIXED,
            json!([
                ping(MIXED_IDS[0]),
                {"jsonrpc": "2.0", "id": MIXED_IDS[1], "method": unknown},
                cancelled,
                ping(MIXED_IDS[2]),
            ]),
        ),
        (NOTIFICATIONS, json!([cancelled, cancelled])),
        (
            RESPONSES,
            json!([response("proofhouse-1"), response("proofhouse-2")]),
        ),
        (BAD_ELEMENT, json!([1, ping(BESIDE_BAD)])),
        (EMPTY, json!([])),
    ];
    for (label, array) in arrays {
        let out = array_of(c, &array);
        c.send(label, out).await?;
        c.barrier(SAFE).await?;
    }
    c.control(CONTROL).await
}

/// What answers it may be one array, or several messages on a stream.
fn array_of(c: &mut Conversation, array: &Value) -> Outgoing {
    let mut out = c.raw(array.to_string());
    out.reading = Reading::ToEnd;
    out
}

/// The handshake alone in an array, on a connection of its own.
pub const INITIALIZE_ALONE: &str = "initialize-in-array";
/// The handshake and a list.
pub const INITIALIZE_AND_LIST: &str = "initialize-and-list-in-array";
/// The id of the handshake in an array.
pub const HANDSHAKE_ID: &str = "batched-initialize";
/// The id of the list behind it.
pub const LIST_ID: &str = "batched-list";

/// Handshakes within arrays, each on a connection of its own, and a good one last.
pub static BATCHED_HANDSHAKE: Probe = Probe {
    name: "batched-handshake",
    era: Era::Only(Revision::V2025_03_26),
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_handshake(c)) as Holding<'_>),
};

async fn hold_handshake(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CONTROL).await?;
    let mut initialize = serde_json::from_slice::<Value>(&c.initialize_request().body).unwrap_or_default();
    initialize["id"] = json!(HANDSHAKE_ID);
    let list = json!({"jsonrpc": "2.0", "id": LIST_ID, "method": "tools/list"});
    for (label, array) in [
        (INITIALIZE_ALONE, json!([initialize])),
        (INITIALIZE_AND_LIST, json!([initialize, list])),
    ] {
        c.restart().await;
        let out = array_of(c, &array);
        c.send(label, out).await?;
    }
    c.restart().await;
    c.open().await?;
    c.control(CONTROL).await
}

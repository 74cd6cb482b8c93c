//! Subscriptions of the legacy revisions: to one resource at a time, for as long as the session lasts.

use serde_json::json;

use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::probes::{Era, Holding, Over, Probe};

/// The control: a request that needs no feature.
pub use super::ALIVE;

/// Subscriptions to listed resources, the first of them twice.
pub const SUBSCRIBE: &str = "subscribe";
/// The end of the first one, twice.
pub const UNSUBSCRIBE: &str = "unsubscribe";

/// Resources that are subscribed to.
const WATCHED: usize = 4;

/// Where a server declares it, some listed resources are subscribed to.
pub static UPDATES: Probe = Probe {
    name: "legacy-subscriptions",
    era: Era::Legacy,
    over: Over::Any,
    needs: &[Need::Resources],
    hazard: false,
    hold: Some(|c| Box::pin(updates(c)) as Holding<'_>),
};

async fn updates(c: &mut Conversation) -> Result<(), Halt> {
    if !c.facts().declares("resources.subscribe") {
        return Ok(());
    }
    c.open().await?;
    c.barrier(ALIVE).await?;
    let listed = c
        .facts()
        .resources
        .iter()
        .filter_map(|resource| resource["uri"].as_str());
    let uris: Vec<String> = listed.take(WATCHED).map(str::to_owned).collect();
    for uri in uris.iter().chain(uris.first()) {
        let request = c.request("resources/subscribe", json!({"uri": uri}));
        c.send(SUBSCRIBE, request).await?;
    }
    for uri in uris.first().into_iter().chain(uris.first()) {
        let request = c.request("resources/unsubscribe", json!({"uri": uri}));
        c.send(UNSUBSCRIBE, request).await?;
    }
    c.barrier(ALIVE).await
}

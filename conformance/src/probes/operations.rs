//! Operations that need scopes of their own, tried with tokens that have fewer and with tokens that have others.

pub mod seen;

use serde_json::json;

use super::authorization::metadata_documents;
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::declared::Operation;
use crate::discovery::with_canary;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&OPERATIONS];

/// Work with a token that has what every token must have.
pub const WORK: &str = "work-with-base-scopes";
/// An operation with the scopes of all operations, after it was tried with any other: it can still be carried out.
pub const WITH_ALL: &str = "operation-with-all-scopes";
/// With what every token has and no more, before anything else: what can be done once only is still to be done.
pub const WITH_BASE: &str = "operation-with-base-scopes";
/// With the scopes that it needs, and those of no other.
pub const WITH_ITS_OWN: &str = "operation-with-its-own-scopes";
/// With scopes that stand for those.
pub const WITH_BROADER: &str = "operation-with-broader-scopes";

/// So many operations are tried.
const TRIED: usize = 4;

/// Each operation, with one set of scopes at a time.
pub static OPERATIONS: Probe = Probe {
    name: "operations",
    era: Era::Any,
    over: Over::StreamableHttp,
    needs: &[Need::ResourceServer, Need::Operations],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    let mut operations = c.facts().declared.operations.clone();
    operations.truncate(TRIED);
    let all: Vec<String> = operations
        .iter()
        .flat_map(|operation| operation.scopes.clone())
        .collect();
    c.open().await?;
    metadata_documents(c).await?;
    c.control(WORK).await?;
    for operation in &operations {
        call(c, WITH_BASE, operation, &[]).await?;
        call(c, WITH_ALL, operation, &all).await?;
        call(c, WITH_ITS_OWN, operation, &operation.scopes).await?;
        call(c, WITH_ALL, operation, &all).await?;
        if !operation.broader.is_empty() {
            call(c, WITH_BROADER, operation, &operation.broader).await?;
            call(c, WITH_ALL, operation, &all).await?;
        }
    }
    c.control(WORK).await
}

async fn call(
    c: &mut Conversation,
    label: &str,
    operation: &Operation,
    scopes: &[String],
) -> Result<(), Halt> {
    let base = c.facts().authorization.as_ref();
    let mut granted = base.map(|base| base.scopes.clone()).unwrap_or_default();
    granted.extend(scopes.iter().cloned());
    let Some(token) = c.shaped_token(|claims| claims["scope"] = json!(granted.join(" "))) else {
        return Ok(());
    };
    let canary = c.entropy.canary();
    let called = with_canary(operation.call(), &canary);
    let mut out = c.request(
        "tools/call",
        json!({"name": called.tool, "arguments": called.arguments}),
    );
    out.set_token(&token);
    c.send(label, out).await?;
    Ok(())
}

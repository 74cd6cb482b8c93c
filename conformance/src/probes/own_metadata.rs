//! The metadata of a target that is its own authorization server, at the root of its host and elsewhere.

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::revision::Revision;
use crate::transport::http::Endpoint;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&OWN_METADATA];

/// At the root of the host.
pub const AT_ROOT: &str = "server-metadata-at-root";
/// The same, with the version of the protocol in a header.
pub const WITH_VERSION: &str = "server-metadata-with-version";
/// At the root without that header once more.
pub const AT_ROOT_AGAIN: &str = "server-metadata-at-root-again";
/// With the path of the MCP endpoint before the well-known path, and behind it.
pub const ELSEWHERE: &[&str] = &["server-metadata-below-endpoint", "server-metadata-for-path"];

const WELL_KNOWN: &str = "/.well-known/oauth-authorization-server";

/// 2025-03-26 alone says where it has to be.
pub static OWN_METADATA: Probe = Probe {
    name: "own-metadata",
    era: Era::Only(Revision::V2025_03_26),
    over: Over::Http,
    needs: &[Need::SignIn],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    let path = c.endpoint().map(Endpoint::target).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default().trim_end_matches('/');
    let root = c.path_request(WELL_KNOWN);
    c.send(AT_ROOT, root).await?;
    let mut versioned = c.path_request(WELL_KNOWN);
    versioned.set("MCP-Protocol-Version", c.cell.revision.as_str());
    c.send(WITH_VERSION, versioned).await?;
    let again = c.path_request(WELL_KNOWN);
    c.send(AT_ROOT_AGAIN, again).await?;
    if !path.is_empty() {
        let places = [format!("{path}{WELL_KNOWN}"), format!("{WELL_KNOWN}{path}")];
        for (label, place) in ELSEWHERE.iter().zip(places) {
            let out = c.path_request(&place);
            c.send(label, out).await?;
        }
    }
    Ok(())
}

//! Probes: conversations with a target. One probe feeds many checks.

pub mod audience;
pub mod authorization;
pub mod batch;
pub mod changes;
pub mod connections;
pub mod crossed;
pub mod disturbed;
pub mod egress;
pub mod features;
pub mod files;
pub mod flood;
pub mod framing;
pub mod handles;
pub mod headers;
pub mod hostile;
pub mod http;
pub mod http_sse;
pub mod issuer;
pub mod large_bodies;
pub mod leads;
pub mod lifecycle;
pub mod logging;
pub mod mrtr;
pub mod oauth_proxy;
pub mod operations;
pub mod own_metadata;
pub mod own_tokens;
pub mod per_user;
pub mod progress;
pub mod refused_work;
pub mod relay;
pub mod resumed_calls;
pub mod resumption;
pub mod sessions;
pub mod stdio;
pub mod tasks;
pub mod token_forms;
pub mod tokens;
pub mod two_issuers;
pub mod versioning;
pub mod workers;

use std::future::Future;
use std::pin::Pin;

use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::revision::{Cell, Revision, Transport};

/// A conversation being held.
pub type Holding<'c> = Pin<Box<dyn Future<Output = Result<(), Halt>> + Send + 'c>>;

/// How to hold one conversation, in every column that it covers.
pub struct Probe {
    /// Its name, used in file names of transcripts.
    pub name: &'static str,
    /// The revisions it is held in.
    pub era: Era,
    /// The transports it is held over.
    pub over: Over,
    /// What the target must have.
    pub needs: &'static [Need],
    /// Whether it may take the target down: such probes run last, one at a time.
    pub hazard: bool,
    /// Holds the conversation; `None` for [`WHOLE_RUN`].
    pub hold: Option<fn(&mut Conversation) -> Holding<'_>>,
}

impl std::fmt::Debug for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Probe").field(&self.name).finish()
    }
}

/// Which revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// Those with a handshake.
    Legacy,
    /// Those without.
    Modern,
    /// One that has what no other has.
    Only(Revision),
    /// All.
    Any,
}

/// Which transports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Streamable HTTP.
    StreamableHttp,
    /// A stream of events and posts beside it.
    HttpSse,
    /// Both transports over HTTP.
    Http,
    /// Standard streams.
    Stdio,
    /// All that this version of the suite speaks.
    Any,
}

impl Probe {
    /// Whether it is held in this column.
    pub fn covers(&self, cell: Cell) -> bool {
        let era = match self.era {
            Era::Legacy => !cell.revision.is_modern(),
            Era::Modern => cell.revision.is_modern(),
            Era::Only(revision) => cell.revision == revision,
            Era::Any => true,
        };
        let over = match self.over {
            Over::StreamableHttp => cell.transport == Transport::StreamableHttp,
            Over::HttpSse => cell.transport == Transport::HttpSse,
            Over::Http => cell.transport.is_http(),
            Over::Stdio => cell.transport == Transport::Stdio,
            Over::Any => true,
        };
        era && over
    }
}

/// Not a conversation of its own: its judges read every conversation of the column, one after the other.
pub static WHOLE_RUN: Probe = Probe {
    name: "whole-run",
    era: Era::Any,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: None,
};

/// Every file's probes, in the order in which they are held.
static FILES: &[&[&Probe]] = &[
    tokens::PROBES,
    token_forms::PROBES,
    audience::PROBES,
    authorization::PROBES,
    operations::PROBES,
    two_issuers::PROBES,
    oauth_proxy::PROBES,
    own_tokens::PROBES,
    own_metadata::PROBES,
    leads::PROBES,
    per_user::PROBES,
    handles::PROBES,
    sessions::PROBES,
    crossed::PROBES,
    disturbed::PROBES,
    resumption::PROBES,
    progress::PROBES,
    resumed_calls::PROBES,
    mrtr::PROBES,
    framing::PROBES,
    lifecycle::PROBES,
    stdio::PROBES,
    versioning::PROBES,
    workers::PROBES,
    files::PROBES,
    headers::PROBES,
    http::PROBES,
    http_sse::PROBES,
    batch::PROBES,
    features::PROBES,
    changes::PROBES,
    logging::PROBES,
    tasks::PROBES,
    connections::PROBES,
    relay::PROBES,
    refused_work::PROBES,
    hostile::PROBES,
    flood::PROBES,
    large_bodies::PROBES,
    issuer::PROBES,
    egress::PROBES,
];

/// Whether a probe wants a target that has asked nothing of its authorization server yet.
pub fn wants_fresh(probe: &Probe) -> bool {
    [&issuer::ISSUER_OUTAGE, &issuer::ISSUER_STATE]
        .iter()
        .any(|wanting| wanting.name == probe.name)
}

/// Every probe that is held, in order.
pub fn all() -> impl Iterator<Item = &'static Probe> {
    FILES.iter().flat_map(|file| file.iter().copied())
}

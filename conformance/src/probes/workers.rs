//! Several workers of one deployment: what holds at one of them holds at all.
//!
//! Where they do not know each other's sessions there is nothing to compare, and no client is promised that they do.

use mock_auth_server::defect;

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::principal::Principal;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&WORKERS];

/// Work of the owner of a session at the worker that it was opened at.
pub const OWNER: &str = "owner";
/// Work of the owner in that session at the other worker.
pub const ELSEWHERE: &str = "owner-at-other-worker";
/// Work of the other user at the other worker, in a session of its own there.
pub const OTHER_OWN: &str = "other-at-other-worker";
/// Work of the other user at the other worker, in the owner's session.
pub const OTHER: &str = "other-in-session-at-other-worker";
/// Work at the other worker without a token.
pub const BARE: &str = "without-token-at-other-worker";
/// The same at the first worker.
pub const BARE_AT_FIRST: &str = "without-token-at-first-worker";
/// Work at the other worker with a token for another audience.
pub const FOREIGN: &str = "foreign-token-at-other-worker";
/// The end of the session at the worker that it was opened at.
pub const END: &str = "delete";
/// Work in the ended session at the other worker.
pub const ENDED: &str = "ended-session-at-other-worker";

/// Workers that are looked at.
const LOOKED_AT: usize = 3;

/// A session of one worker, used at the others.
pub static WORKERS: Probe = Probe {
    name: "workers",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::ResourceServer, Need::Sessions, Need::Workers],
    hazard: false,
    hold: Some(|c| Box::pin(workers(c)) as Holding<'_>),
};

async fn workers(c: &mut Conversation) -> Result<(), Halt> {
    let count = c.ground.workers.len().min(LOOKED_AT);
    for worker in 0..count {
        c.at_worker(None);
        c.open().await?;
        let owners = c.session.clone();
        c.control(OWNER).await?;
        c.at_worker(Some(worker));
        c.principal = Principal::B;
        c.open().await?;
        let others = c.session.clone();
        c.control(OTHER_OWN).await?;
        c.principal = Principal::A;
        c.session.clone_from(&owners);
        c.control(ELSEWHERE).await?;
        c.principal = Principal::B;
        c.control(OTHER).await?;
        c.principal = Principal::A;
        c.at_worker(None);
        let bare = c.work().without_token();
        c.send(BARE_AT_FIRST, bare).await?;
        c.at_worker(Some(worker));
        let bare = c.work().without_token();
        c.send(BARE, bare).await?;
        if let Some(token) = defect("audience-foreign").and_then(|defect| c.defective_token(defect)) {
            let mut foreign = c.work();
            foreign.set_token(&token);
            c.send(FOREIGN, foreign).await?;
        }
        c.control(ELSEWHERE).await?;
        c.at_worker(None);
        let ending = c.endpoint_request("DELETE");
        let ended = c.send(END, ending).await?.is_served();
        c.at_worker(Some(worker));
        if ended {
            c.control(ENDED).await?;
        }
        c.principal = Principal::B;
        c.session = others;
        c.control(OTHER_OWN).await?;
        c.principal = Principal::A;
        c.session = None;
    }
    Ok(())
}

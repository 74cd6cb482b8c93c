//! Tokens for other audiences where no work is asked for: on what opens, on the stream, and on the end of a session.
//!
//! On the working request they are tried in [`super::tokens`]. Servers often look at the audience there and nowhere else.

use mock_auth_server::Defect;

use super::tokens::{audiences, look_for_stream, opening_request};
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&AUDIENCE_BY_METHOD];

/// Work in the session, before and after everything else.
pub const WORK: &str = "good-work";

/// Where tokens for other audiences are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// What opens: `initialize`, `server/discover`.
    Opening,
    /// A GET for a stream; over HTTP+SSE it is what opens.
    Stream,
    /// A DELETE of the session.
    Ending,
}

impl Place {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Self; 3] = [Self::Opening, Self::Stream, Self::Ending];

    /// How labels begin there; behind it stands the id of the defect.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Opening => "open-",
            Self::Stream => "stream-",
            Self::Ending => "end-",
        }
    }

    /// The label of the request with a token of that kind.
    pub fn label(self, kind: &str) -> String {
        format!("{}{kind}", self.prefix())
    }

    /// What is asked there, as the end of a sentence that begins with "answered".
    pub const fn what(self) -> &'static str {
        match self {
            Self::Opening => "an opening request",
            Self::Stream => "a GET",
            Self::Ending => "a DELETE",
        }
    }
}

/// The kind of the request with a good token, before and after the others.
pub const GOOD: &str = "good";

/// The kind of the request without a token.
pub const BARE: &str = "bare";

/// One good token, none, and one of each defect of the audience, in every place.
pub static AUDIENCE_BY_METHOD: Probe = Probe {
    name: "audience-by-method",
    era: Era::Any,
    over: Over::Http,
    needs: &[Need::ResourceServer],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    let tokens: Vec<(&Defect, String)> = audiences()
        .filter_map(|defect| Some((defect, c.defective_token(defect)?)))
        .collect();
    if c.is_channel() {
        // Before the conversation has a stream of its own: some servers have one at a time.
        try_all(c, Place::Stream, &tokens).await?;
        c.open().await?;
        return c.control(WORK).await;
    }
    try_all(c, Place::Opening, &tokens).await?;
    c.open().await?;
    c.control(WORK).await?;
    if c.session.is_some() {
        try_all(c, Place::Stream, &tokens).await?;
        c.control(WORK).await?;
        try_all(c, Place::Ending, &tokens).await?;
    }
    Ok(())
}

async fn try_all(c: &mut Conversation, place: Place, tokens: &[(&Defect, String)]) -> Result<(), Halt> {
    // Once a session has ended there is nothing to try, so its control comes last.
    if place != Place::Ending {
        try_one(c, place, GOOD, |out| out).await?;
    }
    try_one(c, place, BARE, Outgoing::without_token).await?;
    for (defect, token) in tokens {
        let with = |mut out: Outgoing| {
            out.set_token(token);
            out
        };
        try_one(c, place, defect.id, with).await?;
    }
    try_one(c, place, GOOD, |out| out).await
}

async fn try_one(
    c: &mut Conversation,
    place: Place,
    kind: &str,
    change: impl FnOnce(Outgoing) -> Outgoing,
) -> Result<(), Halt> {
    let label = place.label(kind);
    match place {
        Place::Opening => {
            let out = change(opening_request(c));
            c.send(&label, out).await?;
        }
        Place::Stream => {
            let out = change(c.endpoint_request("GET"));
            look_for_stream(c, &label, out).await?;
        }
        Place::Ending => {
            let out = change(c.endpoint_request("DELETE"));
            c.send(&label, out).await?;
        }
    }
    Ok(())
}

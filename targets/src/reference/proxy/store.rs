//! What is remembered of clients and of flows under way, each of it bounded and most of it for a short time.

use std::collections::VecDeque;

use crate::reference::clock;

/// Things of one kind that are remembered.
const KEPT: usize = 1024;

/// Seconds within which a person signs in, and a client fetches its token.
pub(super) const FLOW_LIFETIME_S: u64 = 600;

#[derive(Default)]
pub(super) struct Store {
    pub(super) clients: Kept<Client>,
    /// Requests on which nobody decided, by the id in the form.
    pub(super) asked: Kept<Asked>,
    /// Requests that were approved and sent on, by their state.
    pub(super) begun: Kept<Asked>,
    /// Codes of ours, with who signed in.
    pub(super) codes: Kept<(Asked, SignedIn)>,
    /// Tokens of ours.
    pub(super) tokens: Kept<Granted>,
}

/// A client that registered.
#[derive(Clone)]
pub(super) struct Client {
    pub(super) name: String,
    pub(super) redirect_uris: Vec<String>,
}

/// What the other authorization server said.
#[derive(Clone)]
pub(super) struct SignedIn {
    pub(super) subject: String,
    /// Its token, which nobody but a flaw lets out.
    pub(super) token: String,
}

/// What a token stands for.
#[derive(Clone)]
pub(super) struct Granted {
    pub(super) subject: String,
    /// What it was asked for (RFC 8707); this server if nothing was said.
    pub(super) resource: Option<String>,
}

/// What a client asked for.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) challenge: String,
    pub(super) resource: Option<String>,
    /// When it is over.
    pub(super) until: u64,
    /// The state that a flaw makes before anybody approved.
    pub(super) early: Option<String>,
}

impl Asked {
    pub(super) fn is_in_time(&self) -> bool {
        clock::now() <= self.until
    }
}

/// The latest things of one kind, by name.
pub(super) struct Kept<T>(VecDeque<(String, T)>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T> Kept<T> {
    pub(super) fn insert(&mut self, name: &str, value: T) {
        self.remove(name);
        self.0.push_back((name.to_owned(), value));
        if self.0.len() > KEPT {
            self.0.pop_front();
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&T> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The thing whose name is the beginning of this one, for a flaw.
    pub(super) fn beginning(&self, name: &str) -> Option<&T> {
        let begins = |known: &str| name.starts_with(known);
        self.0
            .iter()
            .find(|(known, _)| begins(known))
            .map(|(_, value)| value)
    }

    pub(super) fn remove(&mut self, name: &str) -> Option<T> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        self.0.remove(at).map(|(_, value)| value)
    }
}

//! Closures that answer in the place of an endpoint.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use axum::response::Response;

use super::routes::Asked;
use super::tenant::Tenant;
use crate::answer::Answer;
use crate::endpoint::Endpoint;
use crate::recorder::RecordedRequest;

type Replace = dyn Fn(&RecordedRequest) -> Option<Answer> + Send + Sync;

/// The overrides of a tenant, in the order they were added.
#[derive(Default)]
pub(super) struct Overrides {
    /// Spares requests the lock where there are none.
    any: AtomicBool,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    added: u64,
    entries: Vec<Entry>,
}

struct Entry {
    number: u64,
    endpoint: Endpoint,
    replace: Arc<Replace>,
}

/// An override that ends when this is dropped.
#[must_use = "the override ends when this is dropped"]
pub struct Override {
    tenant: Arc<Tenant>,
    number: u64,
}

impl Drop for Override {
    fn drop(&mut self) {
        self.tenant
            .change_overrides(|entries| entries.retain(|entry| entry.number != self.number));
    }
}

impl Tenant {
    /// Lets the closure answer requests to that endpoint; where it returns nothing, the next closure is asked, in the
    /// order they were added, and at last the endpoint itself, hostile or honest.
    ///
    /// The closure sees the request with its whole body, after it was recorded. Nothing is issued or remembered for a
    /// request that it answers. A closure that panics ends that connection and no other.
    pub fn override_answer(
        &self,
        endpoint: Endpoint,
        replace: impl Fn(&RecordedRequest) -> Option<Answer> + Send + Sync + 'static,
    ) {
        self.add_override(endpoint, Arc::new(replace));
    }

    /// The same until the returned guard is dropped.
    pub fn override_answer_scoped(
        self: &Arc<Self>,
        endpoint: Endpoint,
        replace: impl Fn(&RecordedRequest) -> Option<Answer> + Send + Sync + 'static,
    ) -> Override {
        Override {
            tenant: Arc::clone(self),
            number: self.add_override(endpoint, Arc::new(replace)),
        }
    }

    /// Removes every override of that endpoint.
    pub fn clear_overrides(&self, endpoint: Endpoint) {
        self.change_overrides(|entries| entries.retain(|entry| entry.endpoint != endpoint));
    }

    fn add_override(&self, endpoint: Endpoint, replace: Arc<Replace>) -> u64 {
        let mut known = self
            .overrides
            .known
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let number = known.added;
        known.added += 1;
        known.entries.push(Entry {
            number,
            endpoint,
            replace,
        });
        self.overrides.any.store(true, Ordering::Release);
        number
    }

    fn change_overrides(&self, change: impl FnOnce(&mut Vec<Entry>)) {
        let mut known = self
            .overrides
            .known
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        change(&mut known.entries);
        self.overrides
            .any
            .store(!known.entries.is_empty(), Ordering::Release);
    }

    /// The closures of that endpoint, to be called without the lock: they may add and remove overrides.
    fn overrides_of(&self, endpoint: Endpoint) -> Vec<Arc<Replace>> {
        if !self.overrides.any.load(Ordering::Acquire) {
            return Vec::new();
        }
        let known = self
            .overrides
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let ours = known.entries.iter().filter(|entry| entry.endpoint == endpoint);
        ours.map(|entry| Arc::clone(&entry.replace)).collect()
    }
}

/// What the first closure says that says anything.
pub(super) fn respond(asked: &Asked, endpoint: Endpoint) -> Option<Response> {
    let closures = asked.tenant.overrides_of(endpoint);
    if closures.is_empty() {
        return None;
    }
    let request = RecordedRequest::whole(asked.number, &asked.head, &asked.body);
    closures
        .iter()
        .find_map(|replace| replace(&request))
        .map(Response::from)
}

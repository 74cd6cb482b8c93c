//! Baskets: what a client gets a handle for. A basket belongs to the subject of the token that opened it.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::tools::{failed, plain};
use crate::behaviour::HandleBehaviour;
use crate::reference::Server;
use crate::reference::call::Call;

/// Baskets that are kept; the oldest goes first.
const KEPT: usize = 1024;

/// The baskets of all users.
#[derive(Default)]
pub(crate) struct Baskets(Mutex<VecDeque<Basket>>);

struct Basket {
    handle: String,
    owner: Option<String>,
    filled: u64,
}

pub(super) fn open(server: &Server, call: &Call) -> Value {
    let mut baskets = server.baskets.0.lock().unwrap_or_else(PoisonError::into_inner);
    let handle = match server.behaviour.handles {
        HandleBehaviour::Counted => format!("basket-{}", 1000 + baskets.len()),
        _ => server.ids.next(),
    };
    baskets.push_back(Basket {
        handle: handle.clone(),
        owner: call.caller.subject.clone(),
        filled: 0,
    });
    if baskets.len() > KEPT {
        baskets.pop_front();
    }
    let structured = json!({"basket": handle});
    json!({"content": [{"type": "text", "text": structured.to_string()}], "structuredContent": structured})
}

pub(super) fn fill(server: &Server, call: &Call, arguments: &Value) -> Value {
    let mut baskets = server.baskets.0.lock().unwrap_or_else(PoisonError::into_inner);
    let named = arguments["user"].as_str();
    let user = match server.behaviour.handles {
        HandleBehaviour::UserByName if named.is_some() => named,
        _ => call.caller.subject.as_deref(),
    };
    let is_users = |basket: &Basket| {
        basket.owner.as_deref() == user || server.behaviour.handles == HandleBehaviour::ForAnybody
    };
    let found = baskets
        .iter_mut()
        .find(|basket| arguments["basket"] == basket.handle.as_str() && is_users(basket));
    found.map_or_else(
        || failed("there is no such basket"),
        |basket| {
            basket.filled += 1;
            plain(&format!("the basket holds {}", basket.filled))
        },
    )
}

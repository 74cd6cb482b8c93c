//! A map that forgets its oldest entries, so that nothing a client does makes the server grow.

use std::borrow::Borrow;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// At most so many entries; the oldest makes room.
pub(super) struct Bounded<K, V> {
    entries: HashMap<K, V>,
    order: VecDeque<K>,
    limit: usize,
}

impl<K: Clone + Eq + Hash, V> Bounded<K, V> {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            entries: HashMap::new(),
            order: VecDeque::new(),
            limit,
        }
    }

    /// Gives what stood there before; replacing does not make an entry younger.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let earlier = self.entries.insert(key.clone(), value);
        if earlier.is_none() {
            self.order.push_back(key);
            if self.order.len() > self.limit
                && let Some(oldest) = self.order.pop_front()
            {
                self.entries.remove(&oldest);
            }
        }
        earlier
    }

    pub(super) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(key)
    }

    pub(super) fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.entries.get_mut(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entry_makes_room() {
        let mut bounded = Bounded::new(2);
        for key in ["a", "b", "c"] {
            assert_eq!(bounded.insert(key, ()), None);
        }
        assert_eq!(bounded.get("a"), None);
        assert_eq!((bounded.get("b"), bounded.get("c")), (Some(&()), Some(&())));
        assert_eq!(bounded.insert("c", ()), Some(()));
    }
}

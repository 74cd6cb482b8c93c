//! Who goes next, where several clients speak to one target at the same time.
//!
//! What comes of two clients at once is a matter of chance unless somebody decides who sends and who reads next.
//! Here the seed decides. A schedule says so in words, so that it can be recorded, read and held again, and it can
//! be made smaller.

use std::fmt;

use crate::entropy::Entropy;

/// What a client does in its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It writes a request.
    Sends,
    /// It reads the answer to it.
    Reads,
}

/// One turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Which client, from 0.
    pub client: usize,
    /// Which of its requests, from 0.
    pub request: usize,
    /// What it does about it.
    pub act: Act,
}

/// The turns of several clients, in order. No client reads an answer to what it has not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The turns.
    pub turns: Vec<Turn>,
}

impl Schedule {
    /// An order for `clients` with so many requests each, from the seed. A client sends its requests in order, and
    /// may send several before it reads.
    pub fn chosen(entropy: &mut Entropy, clients: usize, requests: usize) -> Self {
        let mut sent = vec![0; clients];
        let mut unread: Vec<Vec<usize>> = vec![Vec::new(); clients];
        let mut turns = Vec::new();
        loop {
            let mut open: Vec<Turn> = Vec::new();
            for client in 0..clients {
                if sent[client] < requests {
                    let request = sent[client];
                    open.push(Turn {
                        client,
                        request,
                        act: Act::Sends,
                    });
                }
                let act = Act::Reads;
                open.extend(
                    unread[client]
                        .iter()
                        .map(|&request| Turn { client, request, act }),
                );
            }
            if open.is_empty() {
                return Self { turns };
            }
            let bound = u64::try_from(open.len()).unwrap_or(1);
            let at = usize::try_from(entropy.below("turn", bound)).unwrap_or(0);
            let turn = open[at];
            match turn.act {
                Act::Sends => {
                    sent[turn.client] += 1;
                    unread[turn.client].push(turn.request);
                }
                Act::Reads => unread[turn.client].retain(|request| *request != turn.request),
            }
            turns.push(turn);
        }
    }

    /// The same behind a request that every client sends before any of them reads: so whatever the seed chooses, one
    /// request of each is under way at once.
    #[must_use]
    pub fn behind_one_together(&self, clients: usize) -> Self {
        let together = |act| {
            (0..clients).map(move |client| Turn {
                client,
                request: 0,
                act,
            })
        };
        let later = self.turns.iter().map(|turn| Turn {
            request: turn.request + 1,
            ..*turn
        });
        Self {
            turns: together(Act::Sends)
                .chain(together(Act::Reads))
                .chain(later)
                .collect(),
        }
    }

    /// The same without one request of every client.
    #[must_use]
    pub fn without(&self, request: usize) -> Self {
        let kept = self.turns.iter().filter(|turn| turn.request != request);
        Self {
            turns: kept.copied().collect(),
        }
    }

    /// The requests in it, in order.
    pub fn requests(&self) -> Vec<usize> {
        let mut found: Vec<usize> = self.turns.iter().map(|turn| turn.request).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, turn) in self.turns.iter().enumerate() {
            let client = char::from(b'a' + u8::try_from(turn.client).unwrap_or(0));
            let act = match turn.act {
                Act::Sends => "sends",
                Act::Reads => "reads",
            };
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{client} {act} {}", turn.request + 1)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_sent_once_and_read_once_afterwards() {
        for seed in 0..20 {
            let schedule = Schedule::chosen(&mut Entropy::new(seed, "schedule"), 3, 4);
            assert_eq!(schedule.turns.len(), 24);
            for (at, turn) in schedule.turns.iter().enumerate() {
                assert!(!schedule.turns[..at].contains(turn), "{schedule}");
                let sends = Turn {
                    act: Act::Sends,
                    ..*turn
                };
                let sent = schedule.turns[..at].contains(&sends);
                assert_eq!(sent, turn.act == Act::Reads, "{schedule}");
            }
        }
    }

    #[test]
    fn the_seed_decides() {
        let chosen = |seed| Schedule::chosen(&mut Entropy::new(seed, "schedule"), 2, 4);
        assert_eq!(chosen(1), chosen(1));
        assert_ne!(chosen(1), chosen(2));
    }

    #[test]
    fn a_smaller_schedule_keeps_the_order() {
        let schedule = Schedule::chosen(&mut Entropy::new(3, "schedule"), 2, 3);
        let behind = schedule.behind_one_together(2);
        let text = behind.to_string();
        assert!(
            text.starts_with("a sends 1, b sends 1, a reads 1, b reads 1, "),
            "{text}"
        );
        assert_eq!(behind.requests(), [0, 1, 2, 3]);
        let smaller = schedule.without(0).without(2);
        assert_eq!((smaller.turns.len(), smaller.requests()), (4, vec![1]));
        let kept: Vec<_> = schedule
            .turns
            .iter()
            .filter(|turn| turn.request == 1)
            .copied()
            .collect();
        assert_eq!(smaller.turns, kept);
    }
}

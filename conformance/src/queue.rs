//! Which conversation is held next: some can only be held one after the other, and must not keep the rest waiting.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::check::Need;
use crate::probes::Probe;
use crate::revision::{Cell, Transport};
use crate::transcript::Facts;

/// A conversation to hold.
pub type Task = (&'static Probe, Cell, Arc<Facts>);

/// What bounds how many are held side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// What changes in one conversation is told to the listeners of all of an HTTP server.
    Changing,
    /// Each has a process of its own.
    Process,
    /// Nothing but the number of jobs.
    Free,
}

impl Lane {
    const ALL: [Self; 3] = [Self::Changing, Self::Process, Self::Free];

    fn of(probe: &Probe, cell: Cell) -> Self {
        let changes = |need: &Need| matches!(need, Need::Changes | Need::ChangesOwn);
        if cell.transport == Transport::Stdio {
            Self::Process
        } else if probe.needs.iter().any(changes) {
            Self::Changing
        } else {
            Self::Free
        }
    }
}

/// Conversations that were not begun.
#[derive(Debug)]
pub struct Queue {
    waiting: [VecDeque<Task>; 3],
    /// So many more may begin.
    free: [usize; 3],
}

impl Queue {
    /// All of these, in their order in every lane.
    pub fn new(tasks: &[Task], processes: usize) -> Self {
        let mut waiting: [VecDeque<Task>; 3] = Default::default();
        for task in tasks {
            waiting[Lane::of(task.0, task.1) as usize].push_back(task.clone());
        }
        Self {
            waiting,
            free: [1, processes.max(1), usize::MAX],
        }
    }

    /// Takes the next that may begin: the narrow lanes first, because they take longest.
    pub fn next(&mut self) -> Option<(Lane, Task)> {
        Lane::ALL.into_iter().find_map(|lane| {
            let free = self.free.get_mut(lane as usize).filter(|free| **free > 0)?;
            let task = self.waiting.get_mut(lane as usize)?.pop_front()?;
            *free -= 1;
            Some((lane, task))
        })
    }

    /// One of a lane has ended.
    pub fn ended(&mut self, lane: Lane) {
        self.free[lane as usize] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probes;
    use crate::revision::Revision;

    /// Every probe in one column over HTTP and one over stdio.
    fn queue(processes: usize) -> Queue {
        let facts = Arc::new(Facts::default());
        let cells = [Transport::StreamableHttp, Transport::Stdio].map(|transport| Cell {
            revision: Revision::V2025_11_25,
            transport,
        });
        let tasks: Vec<Task> = cells
            .into_iter()
            .flat_map(|cell| probes::all().map(move |probe| (probe, cell)))
            .map(|(probe, cell)| (probe, cell, Arc::clone(&facts)))
            .collect();
        Queue::new(&tasks, processes)
    }

    #[test]
    fn what_changes_a_server_begins_when_the_last_such_has_ended() {
        let mut queue = queue(2);
        let begun: Vec<Lane> = std::iter::from_fn(|| queue.next())
            .map(|(lane, _)| lane)
            .collect();
        let count = |lane| begun.iter().filter(|begun| **begun == lane).count();
        assert_eq!(count(Lane::Changing), 1);
        assert_eq!(count(Lane::Process), 2);
        assert!(count(Lane::Free) > 50, "{} free", count(Lane::Free));

        queue.ended(Lane::Changing);
        let (lane, (probe, cell, _)) = queue.next().expect("another that changes it");
        assert_eq!(lane, Lane::Changing);
        assert_eq!(cell.transport, Transport::StreamableHttp);
        assert!(
            probe
                .needs
                .iter()
                .any(|need| matches!(need, Need::Changes | Need::ChangesOwn))
        );
        assert!(queue.next().is_none(), "nothing else has room");
    }

    #[test]
    fn everything_is_held_once() {
        let mut queue = queue(0);
        let mut held = Vec::new();
        while let Some((lane, (probe, cell, _))) = queue.next() {
            held.push((probe.name, cell));
            queue.ended(lane);
        }
        let all = held.len();
        held.sort_unstable();
        held.dedup();
        assert_eq!(held.len(), all);
        assert_eq!(all, 2 * probes::all().count());
    }
}

//! The run: discovery, probes in every column, judgement.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::{self, FuturesUnordered};
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::check::{Check, Judgement, Verdict};
use crate::checks;
use crate::conversation::Conversation;
use crate::discovery::{self, Discovered, Spoken};
use crate::launch::{LaunchError, Launched};
use crate::probes::{self, Probe, WHOLE_RUN};
use crate::profile::Profile;
use crate::queue::Queue;
use crate::revision::{Cell, Revision, Transport};
use crate::sign_in;
use crate::timings;
use crate::transcript::{Facts, Kept, Transcript};

/// So many conversations that are held again may find the target hung; then it hangs whatever it is asked.
const HUNG_BY_MANY: usize = 4;

/// The longest that one probe may take, whatever its target does: a hundred answers of nine seconds.
const PROBE_LIMIT: Duration = Duration::from_secs(900);

/// What is run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Conversations held at the same time.
    pub jobs: usize,
    /// Globs over check ids; empty means all.
    pub only: Vec<String>,
    /// Revisions asked for; empty means those that the target speaks.
    pub revisions: Vec<Revision>,
    /// Transports asked for; empty means those that the target has.
    pub transports: Vec<Transport>,
    /// Columns to keep to, of those asked for; empty means all of them.
    pub columns: Vec<Cell>,
}

/// A glob that does not parse.
#[derive(Debug, thiserror::Error)]
#[error("{glob:?} is no pattern of check ids: {why}")]
pub struct GlobError {
    /// What was given.
    pub glob: String,
    /// What is wrong with it.
    pub why: String,
}

/// The checks that a run looks at.
#[derive(Clone)]
pub struct Selection {
    /// In table order.
    pub checks: Vec<&'static Check>,
    /// The profile that says in which columns they count; without one, in all that their requirements hold in.
    pub profile: Option<&'static Profile>,
}

impl Selection {
    /// The checks that match any of the globs; all if there are none.
    pub fn of(globs: &[String]) -> Result<Self, GlobError> {
        let set = glob_set(globs)?;
        let checks = checks::all()
            .filter(|check| globs.is_empty() || set.is_match(check.id))
            .collect();
        Ok(Self {
            checks,
            profile: None,
        })
    }

    /// Of the checks that match any of the globs, those of a profile.
    pub fn of_profile(profile: &'static Profile, globs: &[String]) -> Result<Self, GlobError> {
        let mut selection = Self::of(globs)?;
        selection.checks.retain(|check| profile.mentions(check.id));
        selection.profile = Some(profile);
        Ok(selection)
    }

    /// Whether a check counts in a column.
    fn counts(&self, check: &Check, cell: Cell) -> bool {
        self.profile.is_none_or(|profile| profile.has(check.id, cell))
    }

    /// The probes that these checks read, in table order.
    fn probes(&self) -> Vec<&'static Probe> {
        let everything = self.checks.iter().any(|check| check.probe.name == WHOLE_RUN.name);
        let wanted = |probe: &&'static Probe| {
            everything || self.checks.iter().any(|check| check.probe.name == probe.name)
        };
        probes::all().filter(wanted).collect()
    }
}

/// The set of what any of the globs matches.
pub fn glob_set(globs: &[String]) -> Result<GlobSet, GlobError> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        let wrong = |error: globset::Error| GlobError {
            glob: glob.clone(),
            why: error.kind().to_string(),
        };
        builder.add(Glob::new(glob).map_err(wrong)?);
    }
    builder.build().map_err(|error| GlobError {
        glob: globs.join(" "),
        why: error.to_string(),
    })
}

/// What happened while a run goes on, for whoever shows progress.
pub enum Event {
    /// So many more conversations will be held.
    Planned(usize),
    /// One was held, in this time.
    Held(&'static str, Cell, Duration),
}

/// One column, with what is known of it.
#[derive(Clone, Debug)]
pub struct Column {
    /// Revision and transport.
    pub cell: Cell,
    /// What discovery found.
    pub facts: Arc<Facts>,
    /// Why nothing was looked at in it, if so.
    pub closed: Option<Verdict>,
}

/// Everything a run found.
pub struct Outcome {
    /// The columns, in order of transport and revision.
    pub columns: Vec<Column>,
    /// Revisions that were found not to be spoken, with why.
    pub unspoken: Vec<(Cell, String)>,
    /// Every conversation, by column and probe.
    pub transcripts: BTreeMap<(Cell, String), Kept>,
    /// Whether it was ended early.
    pub interrupted: bool,
    /// Why it could not go on, if so: a server that fell did not come back.
    pub broken_off: Option<LaunchError>,
    /// Whether the target answered anything at all.
    pub reached: bool,
}

impl Outcome {
    /// Keeps a conversation that is over.
    fn keep(&mut self, transcript: &Transcript) {
        let head = &transcript.head;
        self.transcripts
            .insert((head.cell, head.probe.clone()), Kept::of(transcript));
    }
}

/// A verdict in its place.
#[derive(Debug)]
pub struct Row {
    /// The check.
    pub check: &'static Check,
    /// The catalogue row, in this column.
    pub requirement: &'static crate::catalogue::Requirement,
    /// The column.
    pub cell: Cell,
    /// The verdict.
    pub judgement: Judgement,
}

/// Discovers, probes and records. `interrupt` ends it early, as does a server that does not come back; what was recorded
/// is kept.
pub async fn run(
    launched: &mut Launched,
    options: &Options,
    selection: &Selection,
    interrupt: impl Future<Output = ()>,
    mut tell: impl FnMut(Event),
) -> Outcome {
    let mut outcome = Outcome {
        columns: Vec::new(),
        unspoken: Vec::new(),
        transcripts: BTreeMap::new(),
        interrupted: false,
        broken_off: None,
        reached: false,
    };
    let work = work(launched, options, selection, &mut outcome, &mut tell);
    tokio::select! {
        done = work => outcome.broken_off = done.err(),
        () = interrupt => outcome.interrupted = true,
    }
    for transcript in launched.ground.take_cut_short() {
        // What is held once more was held to its end before.
        outcome
            .transcripts
            .entry((transcript.head.cell, transcript.head.probe.clone()))
            .or_insert_with(|| Kept::of(&transcript));
    }
    outcome
}

async fn work(
    launched: &mut Launched,
    options: &Options,
    selection: &Selection,
    outcome: &mut Outcome,
    tell: &mut impl FnMut(Event),
) -> Result<(), LaunchError> {
    discover(launched, options, outcome).await;
    hold_all(launched, options, selection, outcome, tell).await
}

/// Holds every probe of the selection in columns that are taken as given, without discovery: for servers
/// about which nothing can be discovered.
pub async fn run_in(
    launched: &mut Launched,
    options: &Options,
    selection: &Selection,
    columns: Vec<Column>,
) -> Result<Outcome, LaunchError> {
    let mut outcome = Outcome {
        columns,
        unspoken: Vec::new(),
        transcripts: BTreeMap::new(),
        interrupted: false,
        broken_off: None,
        reached: true,
    };
    hold_all(launched, options, selection, &mut outcome, &mut |_| {}).await?;
    Ok(outcome)
}

async fn hold_all(
    launched: &mut Launched,
    options: &Options,
    selection: &Selection,
    outcome: &mut Outcome,
    tell: &mut impl FnMut(Event),
) -> Result<(), LaunchError> {
    let probes = selection.probes();
    let mut tasks = Vec::new();
    for column in outcome.columns.iter().filter(|column| column.closed.is_none()) {
        if selection
            .profile
            .is_some_and(|profile| !profile.covers(column.cell))
        {
            continue;
        }
        for probe in probes.iter().filter(|probe| wanted(probe, column)) {
            tasks.push((*probe, column.cell, Arc::clone(&column.facts)));
        }
    }
    tell(Event::Planned(tasks.len()));
    // What the target did over the whole run is looked at when the run is over.
    let (last, tasks): (Vec<_>, Vec<_>) = tasks
        .into_iter()
        .partition(|(probe, ..)| probe.name == probes::egress::EGRESS.name);
    // Over stdio each conversation has a process of its own, and what takes that down disturbs nobody else.
    let disturbs = |probe: &Probe, cell: &Cell| probe.hazard && cell.transport != Transport::Stdio;
    let (mut hazards, calm): (Vec<_>, Vec<_>) = tasks
        .into_iter()
        .partition(|(probe, cell, _)| disturbs(probe, cell));
    // A target may keep for a while what these told it of keys, and refuse good tokens meanwhile.
    hazards.sort_by_key(|(probe, ..)| probes::wants_fresh(probe));
    let ground = Arc::clone(&launched.ground);
    let mut queue = Queue::new(&calm, ground.processes());
    let mut held = FuturesUnordered::new();
    loop {
        while held.len() < options.jobs.max(1)
            && let Some((lane, (probe, cell, facts))) = queue.next()
        {
            let ground = Arc::clone(&ground);
            held.push(async move {
                let begun = timings::now();
                let transcript = hold(ground, probe, cell, facts).await;
                (lane, probe.name, cell, transcript, begun.elapsed())
            });
        }
        let Some((lane, name, cell, transcript, took)) = held.next().await else {
            break;
        };
        queue.ended(lane);
        outcome.keep(&transcript);
        tell(Event::Held(name, cell, took));
    }
    drop(held);
    // What took the server down took other conversations with it. Held again one by one, each shows what is its own.
    let mut again = Vec::new();
    let found_hung = |found: &Kept| found.head().cell.transport != Transport::Stdio && found.found_hung();
    let is_hung = outcome.transcripts.values().any(found_hung);
    if is_hung || launched.has_fallen().await {
        let broken_off = |cell, name: &str| {
            let found = outcome.transcripts.get(&(cell, name.to_owned()));
            found.is_none_or(|found| found.is_broken_off() || found_hung(found))
        };
        again.extend(
            calm.into_iter()
                .filter(|(probe, cell, _)| broken_off(*cell, probe.name)),
        );
    }
    tell(Event::Planned(again.len()));
    if is_hung {
        // One that is not ours to start may have caught up.
        launched.recover(true).await?;
        launched.ground.forget_timeouts();
    }
    let mut hurt = false;
    let mut hung = 0;
    let count = again.len();
    for (place, (probe, cell, facts)) in again.into_iter().chain(hazards).enumerate() {
        hung += usize::from(launched.ground.is_hung());
        launched.ground.hold_alone(is_hung && place < count);
        if place < count && hung > HUNG_BY_MANY {
            // It hangs whatever it is asked: the rest is not held, and what was recorded of it stays.
            continue;
        }
        if probes::wants_fresh(probe) {
            launched.renew().await?;
        } else {
            launched.recover(hurt).await?;
        }
        let begun = timings::now();
        let transcript = hold(Arc::clone(&launched.ground), probe, cell, facts).await;
        hurt = transcript.ends_in_trouble();
        outcome.keep(&transcript);
        tell(Event::Held(probe.name, cell, begun.elapsed()));
    }
    for (probe, cell, facts) in last {
        let begun = timings::now();
        let transcript = hold(Arc::clone(&launched.ground), probe, cell, facts).await;
        outcome.keep(&transcript);
        tell(Event::Held(probe.name, cell, begun.elapsed()));
    }
    Ok(())
}

fn wanted(probe: &Probe, column: &Column) -> bool {
    probe.covers(column.cell) && probe.needs.iter().all(|need| need.met_by(&column.facts).is_ok())
}

/// The revisions that may be spoken over a transport: the modern ones do not know HTTP+SSE.
fn cells_over(transport: Transport) -> impl Iterator<Item = Cell> {
    Revision::ALL
        .into_iter()
        .filter(move |revision| transport != Transport::HttpSse || !revision.is_modern())
        .map(move |revision| Cell { revision, transport })
}

/// The columns of a run: those asked for, or those spoken.
async fn discover(launched: &mut Launched, options: &Options, outcome: &mut Outcome) {
    let mut cells = Vec::new();
    for transport in Transport::ALL {
        let asked = options.transports.contains(&transport);
        let has = match transport {
            Transport::StreamableHttp => launched.ground.endpoint.is_some(),
            Transport::Stdio => launched.ground.stdio.is_some(),
            Transport::HttpSse => {
                launched.ground.sse_endpoint.is_some() && (asked || launched.ground.sse_declared)
            }
        };
        if has && (asked || options.transports.is_empty()) {
            let keep = |cell: &Cell| options.columns.is_empty() || options.columns.contains(cell);
            cells.extend(cells_over(transport).filter(keep));
        }
    }
    let mut found = discover_cells(launched, options, &cells).await;
    let moved = found.iter().find_map(redirected);
    let posts_moved = found.iter().find_map(posts_redirected);
    let is_moved = moved.is_some_and(|location| launched.move_to(&location));
    let are_posts_moved =
        posts_moved.is_some_and(|(target, location)| launched.move_posts(&target, &location));
    if is_moved || are_posts_moved {
        found = discover_cells(launched, options, &cells).await;
    }
    // What answers, but speaks nothing over Streamable HTTP, may have the transport before it.
    let answers_otherwise = !found.is_empty()
        && found.iter().all(|found| matches!(found.spoken, Spoken::No(_)))
        && options.transports.is_empty()
        && options.columns.is_empty()
        && !launched.ground.sse_declared
        && launched.ground.sse_endpoint.is_some();
    if answers_otherwise {
        let older: Vec<Cell> = cells_over(Transport::HttpSse).collect();
        found.extend(discover_cells(launched, options, &older).await);
    }
    outcome.reached = found
        .iter()
        .any(|found| !matches!(found.spoken, Spoken::Silent(_)));
    let spoken: Vec<(Cell, bool)> = found
        .iter()
        .map(|found| {
            (
                found.cell,
                matches!(found.spoken, Spoken::Yes | Spoken::Unclear(_)),
            )
        })
        .collect();
    let in_doubt = |found: &&Discovered| matches!(found.spoken, Spoken::Silent(_) | Spoken::Barred(_));
    let doubtful: Vec<Cell> = found.iter().filter(in_doubt).map(|found| found.cell).collect();
    for found in found {
        let revisions = spoken
            .iter()
            .filter(|(cell, yes)| *yes && cell.transport == found.cell.transport);
        let mut facts = found.facts;
        facts.revisions = revisions.map(|(cell, _)| cell.revision.to_string()).collect();
        let doubtful = doubtful
            .iter()
            .filter(|cell| cell.transport == found.cell.transport);
        facts.doubtful = doubtful.map(|cell| cell.revision.to_string()).collect();
        outcome.keep(&found.transcript);
        if let Some(signed_in) = &found.sign_in {
            outcome.keep(signed_in);
        }
        let asked = options.revisions.contains(&found.cell.revision);
        let closed = match found.spoken {
            Spoken::Yes | Spoken::Unclear(_) => None,
            Spoken::No(why) => {
                outcome.unspoken.push((found.cell, why.clone()));
                Some(Verdict::not_applicable(format!(
                    "the target does not speak it: {why}"
                )))
            }
            Spoken::Barred(how) => Some(Verdict::inconclusive(format!(
                "nobody could sign in to the target, and {how}"
            ))),
            Spoken::Silent(why) => Some(Verdict::inconclusive(format!("the target did not answer: {why}"))),
        };
        let silent = matches!(closed, Some(Verdict::Inconclusive(_)));
        let shown = if options.revisions.is_empty() {
            closed.is_none() || silent
        } else {
            asked
        };
        if shown {
            outcome.columns.push(Column {
                cell: found.cell,
                facts: Arc::new(facts),
                closed,
            });
        }
    }
}

async fn discover_cells(launched: &Launched, options: &Options, cells: &[Cell]) -> Vec<Discovered> {
    stream::iter(cells)
        .map(|cell| discovery::discover(Arc::clone(&launched.ground), *cell, &launched.claims))
        .buffered(options.jobs.max(1))
        .collect()
        .await
}

/// Where the opening request was sent on to: servers that are mounted below a path redirect to it with a
/// trailing slash, and that is legitimate.
fn redirected(found: &Discovered) -> Option<String> {
    let first = found.transcript.all_exchanges().next()?;
    matches!(first.status(), 307 | 308).then(|| first.header("location").map(str::to_owned))?
}

/// Where a message was posted over HTTP+SSE, and where that was redirected to.
fn posts_redirected(found: &Discovered) -> Option<(String, String)> {
    if found.cell.transport != Transport::HttpSse {
        return None;
    }
    let redirected = found
        .transcript
        .all_exchanges()
        .find(|reply| matches!(reply.status(), 307 | 308))?;
    let line = String::from_utf8_lossy(redirected.sent_parts().0);
    let target = line.strip_prefix("POST ")?.split(' ').next()?.to_owned();
    Some((target, redirected.header("location")?.to_owned()))
}

async fn hold(
    ground: Arc<crate::conversation::Ground>,
    probe: &Probe,
    cell: Cell,
    facts: Arc<Facts>,
) -> Transcript {
    let mut conversation = Conversation::new(ground, probe.name, cell, facts);
    if let Some(hold) = probe.hold {
        conversation.await_turn().await;
        let held = tokio::time::timeout(PROBE_LIMIT, hold(&mut conversation)).await;
        match held {
            Ok(Ok(())) => {}
            Ok(Err(halt)) => conversation.note("halt", halt.to_string()),
            Err(_) => conversation.note("halt", "the probe took longer than it may"),
        }
    }
    conversation.close().await
}

/// Judges what was recorded. Pure: the same outcome gives the same rows.
pub fn judge(outcome: &Outcome, selection: &Selection) -> Vec<Row> {
    let columns = outcome.columns.iter();
    let mut rows: Vec<Row> = columns
        .flat_map(|column| judge_column(outcome, column, selection))
        .collect();
    rows.sort_by_key(|row| {
        (
            crate::catalogue::position(&row.requirement.id),
            row.check.id,
            row.cell,
        )
    });
    rows
}

/// What is made of the bytes of a column is kept until the column is judged, and no longer.
fn judge_column(outcome: &Outcome, column: &Column, selection: &Selection) -> Vec<Row> {
    let held = outcome.transcripts.iter();
    let transcripts: BTreeMap<&str, Transcript> = held
        .filter(|((found, _), _)| *found == column.cell)
        .map(|((_, name), kept)| (name.as_str(), kept.open()))
        .collect();
    let whole = OnceCell::new();
    let mut rows = Vec::new();
    for check in &selection.checks {
        let Some(requirement) = check.requirement_in(column.cell) else {
            continue;
        };
        if !selection.counts(check, column.cell) {
            continue;
        }
        let judgement = if let Some(closed) = &column.closed {
            Err(closed.clone())
        } else if let Some(missing) = check.unmet(&column.facts) {
            Err(Verdict::NotApplicable(missing))
        } else if check.probe.name == WHOLE_RUN.name {
            check.judge(whole.get_or_init(|| whole_run(&transcripts, column)))
        } else if let Some(transcript) = transcripts.get(check.probe.name) {
            check.judge(transcript)
        } else if outcome.interrupted {
            Err(Verdict::inconclusive(
                "the run was interrupted before this was looked at",
            ))
        } else {
            Err(Verdict::inconclusive("the conversation is not in the record"))
        };
        rows.push(Row {
            check,
            requirement,
            cell: column.cell,
            judgement,
        });
    }
    rows
}

/// Exchanges of one conversation in the joined record of a column lie this far from those of the next.
pub const STRIDE: u32 = 100_000;

/// The names of the conversations of a column, in the order in which they are joined.
pub fn joined_names(outcome: &Outcome, cell: Cell) -> Vec<&str> {
    let held = outcome.transcripts.keys().filter(|(found, _)| *found == cell);
    let names = held.map(|(_, name)| name.as_str());
    names.filter(|name| !is_browsers(name)).collect()
}

/// Whether a conversation is one of a browser: its pages are no messages.
fn is_browsers(name: &str) -> bool {
    name == sign_in::NAME || name == probes::oauth_proxy::OAUTH_PROXY.name
}

fn whole_run(transcripts: &BTreeMap<&str, Transcript>, column: &Column) -> Transcript {
    let mut whole = Transcript::new(crate::transcript::Head {
        probe: WHOLE_RUN.name.to_owned(),
        cell: column.cell,
        seed: 0,
        facts: Arc::clone(&column.facts),
    });
    let joined = transcripts.iter().filter(|(name, _)| !is_browsers(name));
    for (index, (_, part)) in joined.enumerate() {
        whole.join(part, u32::try_from(index).unwrap_or(0) * STRIDE);
    }
    whole
}

//! The grid of mutants and checks: the reference fails nothing, every mutant fails exactly what its flaw
//! declares, and every check is failed by at least one mutant.
//!
//! To look at some flaws only: `PROOFHOUSE_FLAWS='audience-*' cargo test --test suite kill -- --nocapture`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use conformance::check::Verdict;
use conformance::checks;
use conformance::run::Selection;
use futures_util::StreamExt as _;
use targets::flaws::{self, Flaw};

use crate::bed;

/// Mutants that the specification allows, so nothing may be held against them: an audience that names the
/// origin instead of the endpoint is a form that strict and lenient servers treat differently, and both conform.
/// What introspection told may be remembered for a while (RFC 7662, section 4).
const LEGITIMATE: &[&str] = &["audience-origin-match", "introspection-remembered"];

/// What a mutant takes that waits for nothing is a fraction of this.
const LONG: Duration = Duration::from_secs(40);

/// Mutants looked at side by side.
const SIDE_BY_SIDE: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_server_passes_or_is_not_applicable_everywhere() {
    let everything = Selection::of(&[]).expect("no glob");
    let (mut rows, mut wrong) = (Vec::new(), String::new());
    for server in [
        None,
        Some(&bed::SLIM),
        Some(&bed::EXCHANGING),
        Some(&bed::STATELESS),
        Some(&bed::OPEN),
        Some(&bed::PROXY),
    ] {
        let mut bed = bed::reference(server).await;
        let name = server.map_or("reference", |server| server.id);
        let held = bed::rows_in(&mut bed, &everything, Vec::new(), 8).await;
        for row in &held {
            if !matches!(row.judgement, Ok(()) | Err(Verdict::NotApplicable(_))) {
                let (id, judgement) = (row.check.id, &row.judgement);
                let _ = writeln!(wrong, "{name}: {id} in {}: {judgement:?}", row.cell);
            }
        }
        rows.extend(held);
    }
    assert!(wrong.is_empty(), "{wrong}");
    let passed: BTreeSet<_> = rows
        .iter()
        .filter(|row| row.judgement.is_ok())
        .map(|row| row.check.id)
        .collect();
    let never: Vec<_> = checks::all()
        .filter(|check| !passed.contains(check.id))
        .map(|check| check.id)
        .collect();
    assert!(
        never.is_empty(),
        "never passed on the reference, so a failure of them would prove nothing: {never:?}"
    );
}

#[test]
#[expect(
    clippy::print_stderr,
    reason = "whoever reads the log sees that a mutant was looked at twice"
)]
fn every_mutant_fails_exactly_the_checks_it_declares() {
    let everything = Selection::of(&[]).expect("no glob");
    let chosen = chosen();
    let mut flaws: Vec<&Flaw> = flaws::ALL
        .iter()
        .copied()
        .filter(|flaw| is_chosen(flaw, chosen.as_ref()))
        .collect();
    // What is broken on stdio is waited for in vain, so these are not the last.
    let waits = |flaw: &&Flaw| flaw.fails.iter().any(|id| id.starts_with("transport-stdio."));
    flaws.sort_by_key(|flaw| !waits(flaw));
    let next = AtomicUsize::new(0);
    // Judging keeps a thread busy, so each core has one, and each of them its conversations.
    let look = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let taken = std::iter::from_fn(|| flaws.get(next.fetch_add(1, Ordering::Relaxed)));
        let found = futures_util::stream::iter(taken)
            .map(|flaw| differences(&everything, flaw))
            .buffer_unordered(SIDE_BY_SIDE)
            .filter_map(std::future::ready)
            .collect::<Vec<Difference>>();
        runtime.expect("a runtime").block_on(found)
    };
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let mut wrong = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(look)).collect();
        let found = threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("no panic"));
        found.collect::<Vec<Difference>>()
    });
    // On a busy machine a mutant may be found not to answer, which accuses nobody and shows nothing either.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    for difference in wrong.iter_mut().filter(|difference| difference.is_silence) {
        eprintln!(
            "{} did not answer in time, and is looked at once more",
            difference.flaw.id
        );
        let again = runtime.block_on(differences(&everything, difference.flaw));
        difference.text = again.map(|again| again.text).unwrap_or_default();
    }
    let mut wrong: Vec<String> = wrong
        .into_iter()
        .filter(|difference| !difference.text.is_empty())
        .map(|difference| format!("{}\n{}", difference.flaw.id, difference.text))
        .collect();
    wrong.sort();
    assert!(
        wrong.is_empty(),
        "{} flaws differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_check_is_failed_by_a_mutant() {
    let failed: BTreeSet<&str> = flaws::ALL.iter().flat_map(|flaw| flaw.fails).copied().collect();
    let unfailed: Vec<_> = checks::all()
        .map(|check| check.id)
        .filter(|id| !failed.contains(id))
        .collect();
    assert!(unfailed.is_empty(), "no mutant fails {unfailed:?}");
    let unknown: Vec<_> = failed
        .into_iter()
        .filter(|id| checks::find(id).is_none())
        .collect();
    assert!(
        unknown.is_empty(),
        "flaws name checks that do not exist: {unknown:?}"
    );
}

/// How what a mutant fails differs from what its flaw declares.
struct Difference {
    flaw: &'static Flaw,
    text: String,
    /// Whether nothing else differs than that it did not answer in time.
    is_silence: bool,
}

#[expect(
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "whoever reads the log sees which mutants take their time"
)]
async fn differences(everything: &Selection, flaw: &'static Flaw) -> Option<Difference> {
    let begun = Instant::now();
    let found = compared(everything, flaw).await;
    let took = begun.elapsed();
    if took > LONG {
        eprintln!("{} took {} s", flaw.id, took.as_secs());
    }
    found
}

async fn compared(everything: &Selection, flaw: &'static Flaw) -> Option<Difference> {
    let declared: BTreeSet<&str> = flaw.fails.iter().copied().collect();
    let mut rows = Vec::new();
    for columns in bed::columns() {
        let failed = bed::complaints(&rows);
        if !rows.is_empty() && declared.iter().all(|id| failed.contains_key(id)) {
            break;
        }
        let mut bed = bed::reference(Some(flaw)).await;
        rows.extend(bed::rows_in(&mut bed, everything, columns, 8).await);
    }
    let failed = bed::complaints(&rows);
    let mut text = String::new();
    let mut is_silence = true;
    for id in declared.iter().filter(|id| !failed.contains_key(**id)) {
        let reasons: BTreeSet<&str> = rows
            .iter()
            .filter(|row| row.check.id == *id)
            .map(|row| match &row.judgement {
                Ok(()) => "passed",
                Err(Verdict::Inconclusive(why) | Verdict::NotApplicable(why)) => why,
                Err(_) => "",
            })
            .collect();
        is_silence &= reasons
            .iter()
            .any(|why| why.contains("stopped answering") || why.contains("time limit"));
        let _ = writeln!(text, "  declared, but not failed: {id} ({reasons:?})");
    }
    for (id, says) in failed.iter().filter(|(id, _)| !declared.contains(**id)) {
        is_silence = false;
        let _ = writeln!(text, "  failed, but not declared: {id} ({says})");
    }
    if declared.is_empty() != LEGITIMATE.contains(&flaw.id) {
        is_silence = false;
        let _ = writeln!(
            text,
            "  declares nothing, and is not among the legitimate ones, or the reverse"
        );
    }
    (!text.is_empty()).then_some(Difference {
        flaw,
        text,
        is_silence,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "a developer chooses flaws while writing one"
)]
fn chosen() -> Option<globset::GlobMatcher> {
    let glob = std::env::var("PROOFHOUSE_FLAWS").ok()?;
    Some(
        globset::Glob::new(&glob)
            .expect("PROOFHOUSE_FLAWS is a glob")
            .compile_matcher(),
    )
}

fn is_chosen(flaw: &Flaw, chosen: Option<&globset::GlobMatcher>) -> bool {
    chosen.is_none_or(|glob| glob.is_match(flaw.id))
}

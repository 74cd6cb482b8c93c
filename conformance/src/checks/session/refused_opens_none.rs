use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::flood::{
    AFTER, BEFORE, IN_USE, LOST, LOST_GROWTH, REFUSAL_BOUND, REFUSALS, REFUSED, REFUSED_FLOOD,
    REFUSED_GROWTH, UNUSED, refuses,
};
use crate::transcript::{End, Reply, Transcript};

pub static CHECK: Check = Check {
    id: "session.refused-opens-none",
    requirements: &["SESSION-ABANDONED-BOUNDED"],
    summary: "requests that are refused outside of a session, by the thousand, open none",
    severity: Severity::High,
    probe: &REFUSED_FLOOD,
    needs: &[],
    judge,
    remedy: "Look at the whole of a request before a session is made for it, and take back what was made for one that is refused.",
    classes: &["CWE-400", "CWE-772"],
    examples: &[
        passes(
            "before | 200 | ok\nrefused | 400\nrefusals | 400\nsession-in-use | 200 | ok\nafter | 200 | ok",
        ),
        passes(
            "before | 200 | ok\nrefused | 400\nrefusals | 400\nsession-in-use | 200 | ok\nrefusals-for-comparison | 404\nnote: bytes-a-refusal-for-comparison 5000 0 9000 100\nnote: bytes-a-refusal 9000 8800 8500 8700\nafter | 200 | ok",
        ),
        fails(
            "before | 200 | ok\nrefused | 400\nrefusals | closed\nsession-in-use | unreachable",
            "the target answers no more after a thousand requests that it refuses",
        ),
        fails(
            "before | 200 | ok\nrefused | 400\nrefusals | 400\nsession-in-use | 404\nsession-unused | 200 | ok\nrefusals-for-comparison | 404\nsession-unused | 200 | ok\nafter | 200 | ok",
            "a session that was in use ended when a thousand requests outside of it were refused, and none ends when as many that name a session are",
        ),
        fails(
            "before | 200 | ok\nrefused | 400\nrefusals | 400\nsession-in-use | 200 | ok\nrefusals-for-comparison | 404\nnote: bytes-a-refusal-for-comparison 0 0 0 0\nnote: bytes-a-refusal 9000 8800 8500 8700\nafter | 200 | ok",
            "each of thousands of requests that were refused outside of a session left more than 4 KiB in memory, and as many that named one left next to nothing",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(BEFORE)?;
    let Some(refused) = seen.exchanges(REFUSED).find(refuses) else {
        return Err(absent(seen, "the target refuses nothing outside of a session"));
    };
    let refusals = seen.exchange(REFUSALS)?;
    let in_use = seen.exchange(IN_USE)?;
    // One cut connection may be chance.
    let is_cut = |reply: &Reply<'_>| matches!(reply.end, Some(End::Unreachable | End::Closed));
    let gone = is_cut(&in_use) && !seen.exchanges(AFTER).any(|after| !is_cut(&after));
    refusals.require(!gone, || {
        "the target answers no more after a thousand requests that it refuses".to_owned()
    })?;
    all_alike(seen, &refused)?;
    lives(seen, &in_use)?;
    seen.control(IN_USE)?;
    refusals.advise(!(is_compared(seen) && is_kept(seen)), || {
        "each of thousands of requests that were refused outside of a session left more than 4 KiB in memory, and as many that named one left next to nothing".to_owned()
    })?;
    seen.control(AFTER)
}

/// Holds that what was refused did not end the session in use.
fn lives(seen: &Transcript, in_use: &Reply<'_>) -> Judgement {
    in_use.answered()?;
    if !in_use.is_refused() || in_use.status() == 429 {
        return Ok(());
    }
    seen.control(UNUSED)?;
    in_use.advise(!is_compared(seen), || {
        "a session that was in use ended when a thousand requests outside of it were refused, and none ends when as many that name a session are".to_owned()
    })
}

/// Holds that the last of the refusals is like the first. Of an answer that is a stream, only the head is recorded.
fn all_alike(seen: &Transcript, first: &Reply<'_>) -> Judgement {
    for last in seen.exchanges(REFUSALS) {
        last.answered()?;
        if last.status() != first.status() {
            let got = last.describe();
            return Err(Verdict::inconclusive(format!(
                "the last of the refusals was {got}"
            )));
        }
    }
    Ok(())
}

/// Whether the requests for comparison were refused, each time.
fn is_compared(seen: &Transcript) -> bool {
    let mut compared = seen.exchanges(LOST).peekable();
    compared.peek().is_some() && compared.all(|reply| reply.is_refused() && reply.answered().is_ok())
}

/// Whether memory grew in every round of refusals, and by little in all rounds for comparison together.
fn is_kept(seen: &Transcript) -> bool {
    let rounds = |name| -> Option<Vec<u64>> {
        let note = seen.note(name)?;
        note.split(' ').map(|bytes| bytes.parse().ok()).collect()
    };
    let (Some(refused), Some(lost)) = (rounds(REFUSED_GROWTH), rounds(LOST_GROWTH)) else {
        return false;
    };
    let is_steady = refused.iter().all(|bytes| *bytes >= REFUSAL_BOUND);
    is_steady && lost.iter().sum::<u64>() <= refused.iter().sum::<u64>() / 4
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::flood::{AFTER, BEFORE, FLOOD, GROWTH, HANDSHAKES, OLDEST, SERVED, SESSIONS};
use crate::transcript::{End, Reply, Transcript};

/// What an abandoned session may hold in memory, in bytes.
const BOUND: u64 = 128 * 1024;

pub static CHECK: Check = Check {
    id: "session.abandoned-bounded",
    requirements: &["SESSION-ABANDONED-BOUNDED"],
    summary: "a thousand sessions that nobody uses neither take the server down nor fill its memory",
    severity: Severity::High,
    probe: &FLOOD,
    needs: &[],
    judge,
    remedy: "Cap the sessions, of a client and altogether, let unused ones expire, and give a session little to hold.",
    classes: &["CWE-400", "CWE-770"],
    examples: &[
        passes(
            "before | 200 | ok\nhandshakes | 200 | ok\nnote: served 1000\nnote: bytes-a-session 4096\noldest-session | 200 | ok\nafter | 200 | ok",
        ),
        passes(
            "before | 200 | ok\nhandshakes | 503\nnote: served 100\noldest-session | 200 | ok\ninitialize | 503",
        ),
        passes(
            "before | 200 | ok\nhandshakes | 200 | ok\nnote: served 1000\nnote: bytes-a-session 400000\noldest-session | 404\nafter | 200 | ok",
        ),
        fails(
            "before | 200 | ok\nhandshakes | closed\nnote: served 700\noldest-session | unreachable",
            "the target answers no more after a thousand handshakes",
        ),
        fails(
            "before | 200 | ok\nhandshakes | 200 | ok\nnote: served 1000\nnote: bytes-a-session 400000\noldest-session | 200 | ok\nafter | 200 | ok",
            "a thousand sessions that nobody uses hold more than 128 KiB of memory each, and none of them was given up",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(BEFORE)?;
    let first = seen.exchange(HANDSHAKES)?;
    let flood = seen.exchanges(HANDSHAKES).last().unwrap_or(first);
    let oldest = seen.exchange(OLDEST)?;
    // One cut connection may be chance.
    let is_cut = |reply: &Reply<'_>| matches!(reply.end, Some(End::Unreachable | End::Closed));
    let gone = is_cut(&oldest) && !seen.exchanges(AFTER).any(|after| !is_cut(&after));
    flood.require(!gone, || {
        "the target answers no more after a thousand handshakes".to_owned()
    })?;
    oldest.answered()?;
    let served: usize = seen
        .note(SERVED)
        .and_then(|served| served.parse().ok())
        .unwrap_or(0);
    if served < SESSIONS {
        // A cap, and no fault of the target's own.
        return match flood.status() {
            400..=499 | 503 | 507 => Ok(()),
            _ => Err(Verdict::inconclusive(format!(
                "not every handshake was served, but got {}",
                flood.describe()
            ))),
        };
    }
    let growth: Option<u64> = seen.note(GROWTH).and_then(|growth| growth.parse().ok());
    let is_kept = oldest.is_served() && growth.is_some_and(|growth| growth > BOUND);
    flood.advise(!is_kept, || {
        "a thousand sessions that nobody uses hold more than 128 KiB of memory each, and none of them was given up".to_owned()
    })?;
    seen.control(AFTER)
}

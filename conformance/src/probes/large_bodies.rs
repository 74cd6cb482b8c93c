//! Bodies that are larger than any message.

use super::{Era, Holding, Over, Probe};
use crate::conversation::{Conversation, FILLER, Halt};
use crate::revision::Revision;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&LARGE_BODIES];

/// Labels of the bodies, and so many bytes each has. The controls of each are `before-` and `after-` its label.
pub const BODIES: &[(&str, u64)] = &[
    ("body-of-16-mib", 16 << 20),
    ("body-of-64-mib", 64 << 20),
    ("body-of-128-mib", 128 << 20),
];
/// The note, for each body that was taken, of how many bytes of memory the launched process took more meanwhile, apart by
/// spaces.
pub const PEAKS: &str = "bytes-in-memory";

/// Bodies that are no message and never end: the begin of a string.
///
/// The next is sent only where the one before was held in memory, so most targets are sent 16 MiB. One that reads to the
/// end and keeps nothing leaves garbage behind, but hardly in proportion, three times.
pub static LARGE_BODIES: Probe = Probe {
    name: "large-bodies",
    era: Era::Only(Revision::V2025_11_25),
    over: Over::StreamableHttp,
    needs: &[],
    hazard: true,
    hold: Some(|c| Box::pin(large_bodies(c)) as Holding<'_>),
};

async fn large_bodies(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    let mut peaks = Vec::new();
    for (label, size) in BODIES {
        c.control(&format!("before-{label}")).await?;
        let mut out = c.raw(format!("\"{FILLER}"));
        out.filler = usize::try_from(*size).unwrap_or(usize::MAX);
        let is_counted = c.ground.forget_peak();
        let before = c.ground.peak_kib().filter(|_| is_counted);
        c.send(label, out).await?;
        let peak = before.zip(c.ground.peak_kib());
        c.reconnect();
        c.control(&format!("after-{label}")).await?;
        let Some((before, after)) = peak else { break };
        let taken = after.saturating_sub(before) * 1024;
        peaks.push(taken.to_string());
        if !is_held(*size, taken) {
            break;
        }
    }
    if !peaks.is_empty() {
        c.note(PEAKS, peaks.join(" "));
    }
    Ok(())
}

/// Whether so much memory was taken that the body must have been in it.
pub fn is_held(size: u64, taken: u64) -> bool {
    taken >= size / 4 * 3
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::survived;
use crate::probes::large_bodies::{BODIES, LARGE_BODIES, PEAKS, is_held};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "transport-http.large-body-bounded",
    requirements: &["HTTP-MALFORMED-BODY-SURVIVES"],
    summary: "a body that is larger than any message is refused while it is read",
    severity: Severity::High,
    probe: &LARGE_BODIES,
    needs: &[],
    judge,
    remedy: "Count the bytes of a body while they arrive, and refuse it with 413 at a bound of a few megabytes.",
    classes: &["CWE-400", "CWE-770"],
    examples: &[
        passes(
            "before-body-of-16-mib | 200 | ok\nbody-of-16-mib | no id | 413\nafter-body-of-16-mib | 200 | ok",
        ),
        passes(
            "before-body-of-16-mib | 200 | ok\nbody-of-16-mib | no id | 400\nafter-body-of-16-mib | 200 | ok\nbefore-body-of-64-mib | 200 | ok\nbody-of-64-mib | no id | 400\nafter-body-of-64-mib | 200 | ok\nnote: bytes-in-memory 17000000 26000000",
        ),
        fails(
            "before-body-of-16-mib | 200 | ok\nbody-of-16-mib | no id | closed\nafter-body-of-16-mib | unreachable",
            "after a body of 16 MiB the target answers no more: unreachable",
        ),
        fails(
            "before-body-of-16-mib | 200 | ok\nbody-of-16-mib | no id | 400\nafter-body-of-16-mib | 200 | ok\nbefore-body-of-64-mib | 200 | ok\nbody-of-64-mib | no id | 400\nafter-body-of-64-mib | 200 | ok\nbefore-body-of-128-mib | 200 | ok\nbody-of-128-mib | no id | 400\nafter-body-of-128-mib | 200 | ok\nnote: bytes-in-memory 17000000 68000000 140000000",
            "a body of 128 MiB that is no message was in memory as a whole before it was refused",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (label, size) in BODIES {
        if seen.exchanges(label).next().is_some() {
            survived(seen, label, &format!("a body of {} MiB", size >> 20))?;
        }
    }
    let [(first, _), .., (largest, _)] = BODIES else {
        return Ok(());
    };
    let Some(peaks) = seen.note(PEAKS) else {
        let reply = seen.exchange(first)?;
        let is_bounded = reply.end == Some(End::Closed) || reply.status() == 413;
        let unseen = || Verdict::inconclusive("the memory of the target cannot be seen from here");
        return is_bounded.then_some(()).ok_or_else(unseen);
    };
    let peaks = peaks.split(' ').filter_map(|bytes| bytes.parse().ok());
    let held = BODIES
        .iter()
        .zip(peaks)
        .filter(|((_, size), peak)| is_held(*size, *peak));
    if held.count() < BODIES.len() {
        return Ok(());
    }
    seen.exchange(largest)?.advise(false, || {
        "a body of 128 MiB that is no message was in memory as a whole before it was refused".to_owned()
    })
}

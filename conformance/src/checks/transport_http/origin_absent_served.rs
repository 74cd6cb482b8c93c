use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::http::{CLEAN, NO_ORIGIN, ORIGIN, OWN_ORIGIN};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.origin-absent-served",
    requirements: &["HTTP-ORIGIN-ABSENT-SERVED"],
    summary: "a request without an Origin is not refused for that",
    severity: Severity::Low,
    probe: &ORIGIN,
    needs: &[],
    judge,
    remedy: "Look at `Origin` where it is there: clients that are no browsers send none.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nown-origin | 403\nno-origin | 200 | ok"),
        fails(
            "clean | 200 | ok\nown-origin | 200 | ok\nno-origin | 403",
            "answered 403 to a request without an Origin, and served one from its own",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.exchange(CLEAN)?.answered()?;
    let bare = seen.reply(NO_ORIGIN)?;
    if bare.is_served() {
        return Ok(());
    }
    let own = seen.reply(OWN_ORIGIN)?;
    bare.advise(!(own.is_served() && bare.is_refused()), || {
        format!(
            "answered {} to a request without an Origin, and served one from its own",
            bare.describe()
        )
    })?;
    Err(Verdict::inconclusive(format!(
        "a request without an Origin got {}, and one from its own {}",
        bare.describe(),
        own.describe()
    )))
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumption::{BROKEN, LATER, RESUME_BROKEN, RESUMPTION};
use crate::revision::Revision;
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "resumption.resume-by-get",
    requirements: &["RESUME-VIA-GET-FOR-POST-STREAM"],
    summary: "a stream that a POST opened is resumed by GET",
    severity: Severity::Medium,
    probe: &RESUMPTION,
    needs: &[],
    judge,
    remedy: "When a stream's events have ids, store them before they are sent, and serve the rest to GET with Last-Event-ID.",
    classes: &[],
    examples: &[
        passes(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            broken-off | id 7 | 200 | block id: c0\ndata:
            resume-broken-off | no id | 200 | block id: c1\ndata: {"id":7,"result":{}}
            later | 200 | ok"#,
        ),
        fails(
            r#"in: 2025-11-25 streamable-http
            first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            broken-off | id 7 | 200 | block id: c0\ndata:
            resume-broken-off | no id | 405
            later | 200 | ok"#,
            "answered 405 to GET that resumes a stream opened by POST, without its response",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::first_stream(seen)?;
    let broken = seen.exchange(BROKEN)?;
    if broken.response().is_some() || !super::has_ids(&broken) {
        return Err(Verdict::not_applicable(
            "no event with an id precedes the response",
        ));
    }
    let resumed = seen.exchange(RESUME_BROKEN)?;
    let arrived = broken.id.as_ref().is_some_and(|id| super::answers(&resumed, id));
    if !arrived && !matches!(resumed.end, Some(End::Complete | End::Left)) {
        return Err(Verdict::inconclusive(format!(
            "GET that resumes a stream got {}",
            resumed.describe()
        )));
    }
    if !arrived {
        super::resumed_in_peace(&resumed)?;
    }
    seen.control(LATER)?;
    // Before 2025-11-25 it follows at most from what is said of GET.
    if !arrived && seen.head.cell.revision < Revision::V2025_11_25 {
        return Err(Verdict::not_applicable(
            "this revision does not say that GET resumes such a stream",
        ));
    }
    resumed.advise(arrived, || {
        format!(
            "answered {} to GET that resumes a stream opened by POST, without its response",
            resumed.describe()
        )
    })
}

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::progress::{ALIVE, PROGRESS, WITHOUT};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "progress.none-without-token",
    requirements: &["PROG-NONE-WITHOUT-TOKEN", "PROG-NOT-WITHOUT-TOKEN"],
    summary: "a request that gave no token gets no progress",
    severity: Severity::Low,
    probe: &PROGRESS,
    needs: &[],
    judge,
    remedy: "Send progress only for requests whose `_meta` has a progressToken.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1}} | event {"id":1,"result":{}}
without-token | 200 | ok
alive | 200 | ok"#,
        ),
        fails(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1}} | event {"id":1,"result":{}}
without-token | 200 | event {"method":"notifications/progress","params":{"progressToken":"p","progress":1}} | event {"id":1,"result":{}}
alive | 200 | ok"#,
            "progress came for a request without a token",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::reported(seen)?;
    let reply = seen.reply(WITHOUT)?;
    seen.control(WITHOUT)?;
    // What belongs to a request before it is another matter.
    let known =
        |progress: &serde_json::Value| super::tokens().any(|(_, token)| progress["progressToken"] == token);
    let own = super::progress(&reply).any(|progress| !known(progress));
    reply.require(!own, || "progress came for a request without a token".to_owned())?;
    seen.control(ALIVE)
}

use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::probes::resumption::{GUESS_AS_OTHER, OTHER_USER, RESUMPTION, SECOND};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.guessed-ids-of-others",
    requirements: &["RESUME-CROSS-PRINCIPAL"],
    summary: "event ids that another user guesses from a user's give away nothing",
    severity: Severity::Critical,
    probe: &RESUMPTION,
    needs: &[Need::Principals, Need::Sessions],
    judge,
    remedy: "Look an event id up among the streams of who asks, whole and exactly as it was issued.",
    classes: &["CWE-639", "CWE-340", "MCP10:2025"],
    examples: &[
        passes(
            r#"first | id 3 | 200 | block id: a-0\ndata: | block id: a-1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | ok
            resume-first | no id | 200 | block id: a-1\ndata: {"id":3,"result":{}}
            other-user | id 9 | 200 | ok
            guess-as-other-user | no id | 400
            later | 200 | ok"#,
        ),
        fails(
            r#"first | id 3 | 200 | block id: a-0\ndata: | block id: a-1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | ok
            other-user | id 9 | 200 | ok
            guess-as-other-user | no id | 200 | block id: a-1\ndata: {"id":3,"result":{}}"#,
            "naming an event id guessed from a user's as another user",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let first = super::first_stream(seen)?.id.clone().unwrap_or_default();
    let second = seen.reply(SECOND)?.id.clone().unwrap_or_default();
    seen.control(OTHER_USER)?;
    seen.reply(GUESS_AS_OTHER)?;
    for reply in seen.exchanges(GUESS_AS_OTHER) {
        super::holds_none_of(
            &reply,
            &[&first, &second],
            "naming an event id guessed from a user's as another user",
        )?;
    }
    super::replayed_stream(seen).map(|_| ())
}

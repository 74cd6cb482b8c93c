use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::probes::resumption::{
    OTHER_USER, RESUME_AS_OTHER, RESUME_AS_OTHER_IN_SESSION, RESUMPTION, SECOND,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.no-cross-principal-replay",
    requirements: &["RESUME-CROSS-PRINCIPAL"],
    summary: "another user gets nothing for a user's event id",
    severity: Severity::Critical,
    probe: &RESUMPTION,
    needs: &[Need::Principals, Need::Sessions],
    judge,
    remedy: "Keep the user with every stored stream, and replay it to nobody else, whatever ids the request names.",
    classes: &["CWE-639", "MCP10:2025"],
    examples: &[
        passes(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | ok
            resume-first | no id | 200 | block id: a1\ndata: {"id":3,"result":{}}
            other-user | id 9 | 200 | ok
            resume-as-other-user | no id | 400
            resume-as-other-user-in-session | no id | 404
            later | 200 | ok"#,
        ),
        fails(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | ok
            other-user | id 9 | 200 | ok
            resume-as-other-user | no id | 200 | block id: a1\ndata: {"id":3,"result":{}}
            resume-as-other-user-in-session | no id | 404"#,
            "naming a user's event as another user replayed the response of another stream",
        ),
        fails(
            r#"first | id 3 | 200 | block id: a0\ndata: | block id: a1\ndata: {"id":3,"result":{}}
            second | id 4 | 200 | ok
            other-user | id 9 | 200 | ok
            resume-as-other-user | no id | 400
            resume-as-other-user-in-session | no id | 200 | block id: a1\ndata: {"id":3,"result":{}}"#,
            "another user who knows the session id got a replay of the user's stream",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let first = super::first_stream(seen)?.id.clone().unwrap_or_default();
    let second = seen.reply(SECOND)?.id.clone().unwrap_or_default();
    seen.control(OTHER_USER)?;
    let own = seen.reply(RESUME_AS_OTHER)?;
    super::holds_none_of(&own, &[&first, &second], "naming a user's event as another user")?;
    let inside = seen.reply(RESUME_AS_OTHER_IN_SESSION)?;
    // Binding sessions to users is recommended, so with the session id it is a warning.
    let leaks = super::answers(&inside, &first) || super::answers(&inside, &second);
    inside.advise(!leaks, || {
        "another user who knows the session id got a replay of the user's stream".to_owned()
    })?;
    super::replayed_stream(seen).map(|_| ())
}

use super::had_effect;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::http::CLEAN;
use crate::probes::http_sse::{KEY_ALTERED, KEY_REMOVED, NO_KEY, STREAM_CLOSED, STREAMS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-sse.unknown-channel",
    requirements: &["SSE-POST-UNKNOWN-CHANNEL"],
    summary: "a post that names no open stream is refused",
    severity: Severity::Medium,
    probe: &STREAMS,
    needs: &[],
    judge,
    remedy: "Look the key up, and answer 404 where no stream that is open has it; forget the key when its stream closes.",
    classes: &["CWE-639"],
    examples: &[
        passes(
            "clean | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             key-altered | no id | 404\nkey-removed | no id | 400\n\
             stream-closed | no id | 202 | nothing-due\nstream-closed | no id | 404",
        ),
        fails(
            r#"clean | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
key-altered | no id | 202 | event {"jsonrpc":"2.0","id":"proofhouse-key-altered","result":{}} | nothing-due"#,
            r#"a ping under "key-altered" was answered on another stream"#,
        ),
        fails(
            r#"clean | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
key-altered | no id | 202 | nothing-due"#,
            r#"answered 202 to "key-altered""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    if let Some(why) = seen.note(NO_KEY) {
        return Err(Verdict::not_applicable(why));
    }
    for label in [KEY_ALTERED, KEY_REMOVED, STREAM_CLOSED] {
        // A stream that was closed may be noticed late: the last post counts.
        let posts = seen.exchanges(label);
        let Some(last) = posts.last() else {
            return Err(Verdict::inconclusive(format!("{label:?} was never sent")));
        };
        for post in seen.exchanges(label) {
            post.require(!had_effect(&post), || {
                format!("a ping under {label:?} was answered on another stream")
            })?;
        }
        last.answered()?;
        last.advise(!last.is_success(), || {
            format!("answered {} to {label:?}", last.status())
        })?;
    }
    Ok(())
}

use super::{brief, spoken};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{ESCAPED_ID, FRAMING, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.utf8-input",
    requirements: &["JSONRPC-UTF8-INPUT"],
    summary: "UTF-8 is read without loss, raw and escaped",
    severity: Severity::Medium,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Decode input as UTF-8 over the whole message, not over the pieces in which it arrives.",
    classes: &[],
    examples: &[
        passes(
            r#"safe | 200 | ok
id-non-ascii | id "é😀" | 200 | ok
id-escaped | id "é😀" | 200 | ok"#,
        ),
        fails(
            r#"safe | 200 | ok
id-non-ascii | id "é😀" | 200 | {"jsonrpc":"2.0","id":"Ã©","result":{}}
id-escaped | id "é😀" | 200 | ok"#,
            r#"sent as UTF-8, came back as "Ã©""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SAFE)?;
    for (label, how) in [("id-non-ascii", "as UTF-8"), (ESCAPED_ID, "with escapes")] {
        let reply = seen.exchange(label)?;
        let responses: Vec<_> = spoken(&reply).filter(|message| message.is_response()).collect();
        let kept = responses
            .iter()
            .any(|message| message.member("id") == reply.id.as_ref());
        let found = responses
            .first()
            .and_then(|message| message.member("id"))
            .map_or("no id".to_owned(), brief);
        reply.require(kept || responses.is_empty(), || {
            format!("an id outside of ASCII, sent {how}, came back as {found}")
        })?;
        seen.reply(label)?;
        reply.require(kept, || {
            format!(
                "answered {} to an id outside of ASCII, sent {how}",
                reply.describe()
            )
        })?;
    }
    Ok(())
}

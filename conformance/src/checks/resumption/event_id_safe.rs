use crate::check::{Check, Judgement, Severity, Verdict, advise, fails, passes};
use crate::probes::resumption::RESUMPTION;
use crate::transcript::{Entry, Transcript};

pub static CHECK: Check = Check {
    id: "resumption.event-id-safe",
    requirements: &["RESUME-EVENT-ID-SAFE"],
    summary: "event ids can be sent back in a header",
    severity: Severity::Low,
    probe: &RESUMPTION,
    needs: &[],
    judge,
    remedy: "Write event ids in visible ASCII characters, and keep them short.",
    classes: &[],
    examples: &[
        passes(r#"first | id 3 | 200 | block id: a1\ndata: {"id":3,"result":{}}"#),
        fails(
            "first | id 3 | 200 | block id: a\u{1}b\\ndata: {\"id\":3,\"result\":{}}",
            "an event id holds a control character",
        ),
    ],
};

/// Bytes of an id that every server takes in a header.
const LONGEST: usize = 8 * 1024;

fn judge(seen: &Transcript) -> Judgement {
    let mut ids = 0;
    for entry in seen.entries() {
        let Entry::Event { bytes, .. } = entry else {
            continue;
        };
        let lines = bytes.split(|byte| matches!(byte, b'\r' | b'\n'));
        for id in lines
            .filter_map(|line| line.strip_prefix(b"id:"))
            .map(<[u8]>::trim_ascii)
        {
            ids += 1;
            let odd = id.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t');
            advise(!odd, || "an event id holds a control character".to_owned())?;
            advise(id.len() <= LONGEST, || {
                "an event id is longer than 8 kB".to_owned()
            })?;
        }
    }
    if ids == 0 {
        return Err(Verdict::not_applicable("the target gives its events no ids"));
    }
    Ok(())
}

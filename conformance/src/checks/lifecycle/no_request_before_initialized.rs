use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::lifecycle::{KEPT_BACK, LIFECYCLE, LISTENING, OPENING};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.no-request-before-initialized",
    requirements: &["LIFE-SERVER-REQ-BEFORE-INITIALIZED"],
    summary: "a client is asked nothing while its handshake is still open",
    severity: Severity::Low,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Wait for notifications/initialized before sending any request but ping.",
    classes: &[],
    examples: &[
        passes("opening | 200 | ok\nping-kept-back | 200 | ok\nafter-params | 200 | ok"),
        passes(
            r#"in: 2025-11-25 stdio
opening | ok
ping-kept-back | {"jsonrpc":"2.0","method":"notifications/message","params":{}} | {"jsonrpc":"2.0","id":"s","method":"ping"} | ok
after-params | ok"#,
        ),
        fails(
            r#"in: 2025-11-25 stdio
opening | ok
ping-kept-back | {"jsonrpc":"2.0","id":"s","method":"roots/list"} | ok
after-params | ok"#,
            r#"asked "roots/list" before the handshake was complete"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OPENING)?;
    seen.control(KEPT_BACK)?;
    seen.control("after-params")?;
    for reply in [OPENING, LISTENING, KEPT_BACK]
        .into_iter()
        .flat_map(|label| seen.exchanges(label))
    {
        let asked = reply.messages().iter().filter(|message| message.is_request());
        let asked = asked
            .filter_map(|message| message.method())
            .find(|method| *method != "ping");
        reply.advise(asked.is_none(), || {
            format!(
                "asked {:?} before the handshake was complete",
                asked.unwrap_or_default()
            )
        })?;
    }
    Ok(())
}

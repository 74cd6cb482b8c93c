use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::{no_second_response, survived};
use crate::probes::framing::{CANCELLATION, RACE};
use crate::revision::Transport;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "cancellation.race-safe",
    requirements: &["CANCEL-RACE-SAFE", "CANCEL-RACE"],
    summary: "a cancellation that crosses the response does no harm",
    severity: Severity::High,
    probe: &CANCELLATION,
    needs: &[],
    judge,
    remedy: "Let whichever of response and cancellation comes first decide, and drop the other.",
    classes: &["CWE-362"],
    examples: &[
        passes(
            r#"in: 2025-11-25 stdio
before-race | ok
race | sent {"id":7,"method":"ping"} | no id | {"jsonrpc":"2.0","id":7,"result":{}} | nothing-due
after-race | ok"#,
        ),
        fails(
            r#"in: 2025-11-25 stdio
before-race | ok
race | sent {"id":7,"method":"ping"} | no id | {"jsonrpc":"2.0","id":7,"result":{}} | {"jsonrpc":"2.0","id":7,"error":{"code":-32800,"message":"cancelled"}} | nothing-due
after-race | ok"#,
            "a request was answered a second time",
        ),
        fails(
            "in: 2025-11-25 stdio\nbefore-race | ok\nrace | no id | timed-out\nafter-race | timed-out\nafter-race | timed-out",
            "after requests that were cancelled at once the target answers no more: timed out",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if seen.exchanges(RACE).next().is_none() {
        return Err(Verdict::inconclusive(
            "the conversation ended before anything was cancelled",
        ));
    }
    survived(seen, "race", "requests that were cancelled at once")?;
    no_second_response(seen)?;
    for race in seen.exchanges(RACE) {
        // Over Streamable HTTP the status came before the cancellation was sent.
        let came_before = seen.head.cell.transport == Transport::StreamableHttp && race.status() >= 500;
        if race.is_busy() || came_before {
            return Err(Verdict::inconclusive(format!(
                "a request got {}",
                race.describe()
            )));
        }
        race.require(race.status() < 500, || {
            format!(
                "answered {} to a request that was cancelled at once",
                race.describe()
            )
        })?;
    }
    Ok(())
}

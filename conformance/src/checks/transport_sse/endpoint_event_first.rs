use super::is_address;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::conversation::STREAM;
use crate::probes::WHOLE_RUN;
use crate::probes::http_sse::FOREIGN_GET;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-sse.endpoint-event-first",
    requirements: &["SSE-ENDPOINT-EVENT-FIRST"],
    summary: "the address comes before anything else on a stream, and once",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Write the `endpoint` event before the stream is handed to anything that sends messages.",
    classes: &[],
    examples: &[
        passes(
            "stream | no id | 200 | block : hello | block event: endpoint\\ndata: /m?id=1 | left\n\
             ping | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        ),
        fails(
            r#"stream | no id | 200 | event {"jsonrpc":"2.0","id":0,"method":"ping"} | block event: endpoint\ndata: /m | left"#,
            "an event came before the address",
        ),
        fails(
            "stream | no id | 200 | block event: endpoint\\ndata: /m?id=1 | left\n\
             ping | 202 | block event: endpoint\\ndata: /m?id=1 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
            "the address was named again",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut named = false;
    for reply in seen.all_exchanges().filter(|reply| reply.label != FOREIGN_GET) {
        let mut data = reply.events.iter().filter(|event| event.has_data);
        let mut addresses = reply.events.iter().filter(|event| is_address(event)).count();
        if reply.label == STREAM && addresses > 0 {
            named = true;
            addresses -= 1;
            let first = data.next().is_some_and(is_address);
            reply.advise(first, || "an event came before the address".to_owned())?;
        }
        reply.advise(addresses == 0, || "the address was named again".to_owned())?;
    }
    if named {
        Ok(())
    } else {
        Err(absent(seen, "no stream named an address"))
    }
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes, require};
use crate::checks::authorization::passthrough::{presented_tokens, was_exchanged};
use crate::credential::Traces;
use crate::probes::leads::{CALL, LEADS, LED_BY};
use crate::transcript::{Entry, Transcript};

pub static CHECK: Check = Check {
    id: "authorization.passthrough-led",
    requirements: &["AUTH-NO-PASSTHROUGH"],
    summary: "the client's token is not taken along to where a client leads the server",
    severity: Severity::Critical,
    probe: &LEADS,
    needs: &[],
    judge,
    remedy: "Fetch what a request refers to without any credential, or with one that this server has for that very place; never with the client's.",
    classes: &["CWE-441", "CWE-918", "MCP01:2025"],
    examples: &[
        passes(
            "good-call | 200 | ok\nnote: led-by one the argument \"url\" of the tool \"fetch\"\nlead | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\nupstream: GET /one HTTP/1.1\\n\\n",
        ),
        fails(
            "good-call | 200 | ok\nnote: led-by one the argument \"url\" of the tool \"fetch\"\nnote: led-by two the URI of a resource\nlead | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\nupstream: GET /two HTTP/1.1\\nX-User: cccccccccccccccc\\n\\n",
            "led by the URI of a resource, the claims or the signature of the client's token reached",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let requests: Vec<&[u8]> = seen.upstream().collect();
    for (token, dates) in presented_tokens(seen) {
        let traces = Traces::of(&token, dates);
        let exchanged = was_exchanged(seen, &token);
        for request in &requests {
            let arrival = traces.token_in(&[request], exchanged);
            require(arrival.is_none(), || {
                let what = led_by(seen, request);
                arrival.map_or_else(String::new, |arrival| format!("led by {what}, {arrival}"))
            })?;
        }
    }
    if requests.is_empty() {
        Err(Verdict::not_applicable(
            "the target went nowhere that it was led to",
        ))
    } else {
        Ok(())
    }
}

/// What led to this request.
fn led_by<'s>(seen: &'s Transcript, request: &[u8]) -> &'s str {
    let leads = seen.entries().iter().filter_map(|entry| match entry {
        Entry::Note { key, value } if key == LED_BY => value.split_once(' '),
        _ => None,
    });
    let mut led = leads.filter(|(canary, _)| memchr::memmem::find(request, canary.as_bytes()).is_some());
    led.next().map_or("something", |(_, what)| what)
}

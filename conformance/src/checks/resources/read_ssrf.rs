use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::TEMPLATE_LIST;
use crate::probes::relay::{ELSEWHERE, LISTED, READ_ELSEWHERE};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "resources.read-ssrf",
    requirements: &["RES-READ-SSRF"],
    summary: "reading a resource fetches no address that was not offered",
    severity: Severity::High,
    probe: &ELSEWHERE,
    needs: &[],
    judge,
    remedy: "Look a URI up among the resources and templates that are offered before anything is fetched; hold addresses against a list of hosts.",
    classes: &["CWE-918"],
    examples: &[
        passes(
            "resources-listed | 200 | ok\nread-elsewhere | 200 | error -32002\nresources-listed | 200 | ok",
        ),
        fails(
            "resources-listed | 200 | ok\nread-elsewhere | 200 | ok\nresources-listed | 200 | ok\nupstream: GET /a HTTP/1.1\\n\\n",
            "resources/read fetched an address that was never offered",
        ),
        fails(
            r#"resources-listed | 200 | ok
            templates-list | 200 | {"id":1,"result":{"resourceTemplates":[{"uriTemplate":"{+url}"}]}}
            read-elsewhere | 200 | ok
            resources-listed | 200 | ok
            upstream: GET /a HTTP/1.1\n\n"#,
            "a template of the target's offers every address on the network",
        ),
    ],
};

/// A server that runs elsewhere does not reach the trap, so there a pass rests on its refusal alone.
fn judge(seen: &Transcript) -> Judgement {
    if seen.exchange(LISTED).is_err() && seen.note("halt").is_none() {
        return Err(Verdict::not_applicable(
            "there is no address of ours to be led to",
        ));
    }
    let read = seen.reply(READ_ELSEWHERE)?;
    let is_offered = offers_everything(seen);
    let is_led = seen.upstream().next().is_some();
    read.advise(!is_led || !is_offered, || {
        "a template of the target's offers every address on the network".to_owned()
    })?;
    read.require(!is_led, || {
        "resources/read fetched an address that was never offered".to_owned()
    })?;
    seen.control(LISTED)?;
    for reply in seen.exchanges(READ_ELSEWHERE) {
        reply.answered()?;
        if !reply.is_refused() && !is_empty(&reply) {
            return Err(Verdict::inconclusive(format!(
                "reading an address that was not offered got {}",
                reply.describe()
            )));
        }
    }
    Ok(())
}

/// That nothing is found may be said by an empty list, which is the matter of another check.
fn is_empty(reply: &Reply<'_>) -> bool {
    let contents = reply.result().map(|result| &result["contents"]);
    contents.is_some_and(|contents| contents.as_array().is_some_and(Vec::is_empty))
}

/// Whether a template begins as any address does, or with what may be one.
fn offers_everything(seen: &Transcript) -> bool {
    let is_wide = |template: &Value| {
        let text = template["uriTemplate"].as_str().unwrap_or("none:");
        let start = text.split('{').next().unwrap_or_default().to_ascii_lowercase();
        "http://".starts_with(&start)
    };
    seen.exchanges(TEMPLATE_LIST.first).any(|reply| {
        let listed = reply.result().map(|result| &result["resourceTemplates"]);
        listed
            .and_then(Value::as_array)
            .is_some_and(|all| all.iter().any(is_wide))
    })
}

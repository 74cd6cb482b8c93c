use serde_json::Value;

use super::contents_of;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::hostile::{FILE_TEXT, INJECTIONS, PRODUCT, PROMPTED, PROMPTS};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "prompts.injection-contained",
    requirements: &["PROMPT-INJECTION-CONTAINED"],
    summary: "the text of an argument stays in its place in a prompt",
    severity: Severity::High,
    probe: &PROMPTS,
    needs: &[],
    judge,
    remedy: "Build messages as values and not by parsing text; give arguments to a template as data, and fetch nothing that they name.",
    classes: &["LLM01:2025", "CWE-1336", "CWE-74"],
    examples: &[
        passes(
            r#"note: product 42
            prompted | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"a"}}]}}
            inject-template | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"{{6*7}}"}}]}}
            prompted | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"a"}}]}}"#,
        ),
        fails(
            r#"note: product 42
            prompted | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"a"}}]}}
            inject-template | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"42"}}]}}
            prompted | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"a"}}]}}"#,
            "an expression of a template was evaluated",
        ),
        fails(
            r#"prompted | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"a"}}]}}
            inject-role | 200 | {"id":1,"result":{"messages":[{"role":"user"},{"role":"assistant"}]}}
            prompted | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"a"}}]}}"#,
            "the marker of another role changed the messages of a prompt from [\"user\"] to [\"user\",\"assistant\"]",
        ),
        fails(
            r#"prompted | 200 | {"id":1,"result":{"messages":[{"role":"user"}]}}
            inject-address | 200 | {"id":1,"result":{"messages":[{"role":"user"}]}}
            prompted | 200 | {"id":1,"result":{"messages":[{"role":"user"}]}}
            upstream: GET /a HTTP/1.1\n\n"#,
            "an address in an argument was fetched",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if seen.exchange(PROMPTED).is_err() && seen.note("halt").is_none() {
        return Err(Verdict::not_applicable("no prompt requires an argument"));
    }
    seen.control(PROMPTED)?;
    let mut shapes = seen.exchanges(PROMPTED).map(|reply| roles(&reply));
    let Some(shape) = shapes.next().filter(|shape| shapes.all(|other| other == *shape)) else {
        return Err(Verdict::inconclusive("the prompt is another one every time"));
    };
    if shape == Value::Array(Vec::new()) {
        return Err(Verdict::inconclusive("the prompt has no messages"));
    }
    let mut asked = 0;
    for (label, what) in INJECTIONS {
        let Some(reply) = seen.exchanges(label).next() else {
            continue;
        };
        reply.answered()?;
        asked += 1;
        if !reply.is_served() {
            continue;
        }
        let found = roles(&reply);
        let is_complete = reply.result().is_some_and(|result| result["messages"].is_array());
        reply.require(!is_complete || found == shape, || {
            format!("{what} changed the messages of a prompt from {shape} to {found}")
        })?;
        let product = seen.note(PRODUCT).filter(|_| *label == "inject-template");
        reply.require(product.is_none_or(|product| !says(&reply, product)), || {
            format!("{what} was evaluated")
        })?;
        let is_its_own = seen.exchanges(PROMPTED).any(|control| says(&control, FILE_TEXT));
        reply.require(
            *label != "inject-file" || is_its_own || !says(&reply, FILE_TEXT),
            || "a file whose address was in an argument was read".to_owned(),
        )?;
        let is_fetched = *label == "inject-address" && seen.upstream().next().is_some();
        reply.require(!is_fetched, || "an address in an argument was fetched".to_owned())?;
    }
    match asked {
        0 => Err(Verdict::inconclusive("nothing was tried")),
        _ => Ok(()),
    }
}

fn roles(reply: &Reply<'_>) -> Value {
    let result = reply.result().unwrap_or(&Value::Null);
    let messages = result["messages"].as_array().into_iter().flatten();
    messages.map(|message| message["role"].clone()).collect()
}

fn says(reply: &Reply<'_>, text: &str) -> bool {
    let result = reply.result().unwrap_or(&Value::Null);
    contents_of(result).any(|block| block.to_string().contains(text))
}

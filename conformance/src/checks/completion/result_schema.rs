use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::features::COMPLETION;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "completion.result-schema",
    requirements: &["COMP-RESULT-SCHEMA"],
    summary: "a completion is an object with an array of strings",
    severity: Severity::Medium,
    probe: &COMPLETION,
    needs: &[],
    judge,
    remedy: "Put values, total and hasMore into the member completion of the result.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            complete | 200 | {"id":1,"result":{"completion":{"values":["a"],"total":1,"hasMore":false}}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            complete | 200 | {"id":1,"result":{"values":["a"]}}"#,
            "a completion is malformed: it has no array of values",
        ),
        fails(
            r#"alive | 200 | ok
            complete | 200 | {"id":1,"result":{"completion":{"values":["a","b"],"total":1}}}"#,
            "the total of a completion is less than its values",
        ),
        fails(
            r#"alive | 200 | ok
            complete | 200 | {"id":1,"result":{"completion":{"values":["a"],"total":1.5}}}"#,
            "its total is no whole number",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, result) in super::completions(seen)? {
        let completion = &result["completion"];
        let wrong = violation(completion);
        reply.require(wrong.is_none(), || {
            format!("a completion is malformed: {}", wrong.unwrap_or_default())
        })?;
        let is_whole = completion["total"]
            .as_f64()
            .is_none_or(|total| total.fract() == 0.0);
        reply.advise(is_whole, || {
            "a completion is malformed: its total is no whole number".to_owned()
        })?;
        let values = completion["values"].as_array().map_or(0, Vec::len);
        let fewer = completion["total"]
            .as_u64()
            .is_some_and(|total| total < values as u64);
        reply.advise(!fewer, || {
            "the total of a completion is less than its values".to_owned()
        })?;
    }
    Ok(())
}

fn violation(completion: &Value) -> Option<&'static str> {
    let Some(values) = completion["values"].as_array() else {
        return Some("it has no array of values");
    };
    let fits = |name: &str, held: fn(&Value) -> bool| completion.get(name).is_none_or(held);
    match () {
        () if !values.iter().all(Value::is_string) => Some("a value is no string"),
        () if !fits("total", Value::is_number) => Some("its total is no number"),
        () if !fits("hasMore", Value::is_boolean) => Some("its hasMore is no boolean"),
        () => None,
    }
}

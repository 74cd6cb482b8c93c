use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::check::{Finding, Verdict};
use crate::probes::features::{ALIVE, LISTS, TOOL_ORDER};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tools.list-order",
    requirements: &["TOOLS-LIST-ORDER"],
    summary: "tools are listed in the same order every time",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "List tools in a fixed order, so that what is made of the list can be cached.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-order | 200 | {"id":1,"result":{"tools":[{"name":"a"},{"name":"b"}]}}
            tools-order | 200 | {"id":1,"result":{"tools":[{"name":"a"},{"name":"b"}]}}
            tools-order | 200 | {"id":1,"result":{"tools":[{"name":"a"},{"name":"b"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-order | 200 | {"id":1,"result":{"tools":[{"name":"a"},{"name":"b"}]}}
            tools-order | 200 | {"id":1,"result":{"tools":[{"name":"b"},{"name":"a"}]}}
            tools-order | 200 | {"id":1,"result":{"tools":[{"name":"a"},{"name":"b"}]}}
            tools-order | 200 | {"id":1,"result":{"tools":[{"name":"b"},{"name":"a"}]}}"#,
            "the order of the tools changed 3 times in 4 lists",
        ),
    ],
};

/// A list that changed once may have been changed; one that changes and changes again has no order.
fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let lists: Vec<Vec<String>> = seen
        .exchanges(TOOL_ORDER)
        .filter(Reply::is_served)
        .map(|reply| names(&reply))
        .collect();
    let Some(first) = lists.first() else {
        return Err(Verdict::not_applicable("no tools are listed"));
    };
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort_unstable();
        names
    };
    if lists.iter().any(|list| sorted(list) != sorted(first)) {
        return Err(Verdict::inconclusive("the tools themselves changed"));
    }
    let changes = lists.windows(2).filter(|pair| pair[0] != pair[1]).count();
    if changes < 2 {
        return Ok(());
    }
    Err(Verdict::Warn(Finding::new(format!(
        "the order of the tools changed {changes} times in {} lists",
        lists.len()
    ))))
}

fn names(reply: &Reply<'_>) -> Vec<String> {
    let result = reply.result().unwrap_or_default();
    let tools = result["tools"].as_array().into_iter().flatten();
    tools
        .map(|tool| tool["name"].as_str().unwrap_or_default().to_owned())
        .collect()
}

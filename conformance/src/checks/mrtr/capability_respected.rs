use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::{ASK_LIMITED, MRTR};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.capability-respected",
    requirements: &["MRTR-CAPABILITY-RESPECTED"],
    summary: "a client is asked only for kinds of input that its request declares",
    severity: Severity::Medium,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Read the client capabilities of the request at hand before asking; refuse with -32021 or do without the input.",
    classes: &[],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
            ask-without-capabilities | 400 | error -32021
            ask-with-elicitation | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
            ask-with-sampling | 400 | error -32021
            ask-with-roots | 400 | error -32021"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
            ask-without-capabilities | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}"#,
            "asked for elicitation/create, which the request does not declare",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::interims(seen)?;
    for (label, kinds) in ASK_LIMITED {
        let reply = seen.reply(label)?;
        super::outcome(&reply)?;
        let result = reply.result().unwrap_or_default();
        let requests = result["inputRequests"].as_object().into_iter().flatten();
        let methods: Vec<&str> = requests
            .filter_map(|(_, request)| request["method"].as_str())
            .collect();
        let undeclared = methods.iter().find(|method| {
            let kind = method.split('/').next().unwrap_or_default();
            ["elicitation", "sampling", "roots"].contains(&kind) && !kinds.contains(&kind)
        });
        reply.require(undeclared.is_none(), || {
            let method = undeclared.copied().unwrap_or_default();
            format!("asked for {method}, which the request does not declare")
        })?;
    }
    Ok(())
}

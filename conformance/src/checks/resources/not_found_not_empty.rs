use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::{ALIVE, MISSING_RESOURCE, RESOURCES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.not-found-not-empty",
    requirements: &["RES-NOT-FOUND-NO-EMPTY"],
    summary: "a resource that does not exist is not read as an empty one",
    severity: Severity::Medium,
    probe: &RESOURCES,
    needs: &[],
    judge,
    remedy: "Answer with an error when there is no such resource; empty contents mean a resource that is empty.",
    classes: &[],
    examples: &[
        passes("alive | 200 | ok\nmissing-resource | 200 | error -32002"),
        fails(
            r#"alive | 200 | ok
            missing-resource | 200 | {"id":1,"result":{"contents":[]}}"#,
            "a resource that does not exist was read as one with empty contents",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    seen.reply(MISSING_RESOURCE)?;
    for reply in seen.exchanges(MISSING_RESOURCE) {
        reply.answered()?;
        let empty = reply
            .result()
            .is_some_and(|result| result["contents"].as_array().is_none_or(Vec::is_empty));
        reply.require(!(reply.is_served() && empty), || {
            "a resource that does not exist was read as one with empty contents".to_owned()
        })?;
        if !reply.is_refused() {
            return Err(Verdict::inconclusive(format!(
                "reading a resource that does not exist got {}",
                reply.describe()
            )));
        }
    }
    Ok(())
}

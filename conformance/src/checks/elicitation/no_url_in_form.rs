use super::{for_all_elicitations, is_form};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.no-url-in-form",
    requirements: &["ELIC-NO-CLICKABLE-URL-IN-FORM"],
    summary: "no text of a form holds a URL",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send users to pages by the url mode, which shows them where they go.",
    classes: &["CWE-451", "CWE-601"],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"a":{"type":"string"}}}}}}}}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"Log in at https://login.example","requestedSchema":{"type":"object","properties":{}}}}}}}"#,
            "a text of a form holds a URL",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all_elicitations(seen, is_form, |reply, params| {
        let mut texts = vec![params["message"].as_str().unwrap_or_default()];
        for (_, property) in params["requestedSchema"]["properties"]
            .as_object()
            .into_iter()
            .flatten()
        {
            texts.extend(
                ["title", "description"]
                    .iter()
                    .filter_map(|name| property[*name].as_str()),
            );
        }
        let holds = texts
            .iter()
            .any(|text| text.contains("https://") || text.contains("http://"));
        reply.advise(!holds, || "a text of a form holds a URL".to_owned())
    })
}

use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::pagination::listed;
use crate::probes::features::{LISTS, TEMPLATE_LIST};
use crate::transcript::Transcript;
use crate::uri_template;

pub static CHECK: Check = Check {
    id: "resources.template-syntax",
    requirements: &["RES-TEMPLATE-RFC6570"],
    summary: "every uriTemplate is a URI template of RFC 6570",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Write templates by the grammar of RFC 6570 section 2: balanced braces, and variable names of letters, digits and underscores.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            templates-list | 200 | {"id":1,"result":{"resourceTemplates":[{"uriTemplate":"a://{b}/{+c,d:3}{?e*}"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            templates-list | 200 | {"id":1,"result":{"resourceTemplates":[{"uriTemplate":"file:///{path"}]}}"#,
            r#"the uriTemplate "file:///{path" is none: a brace is not closed"#,
        ),
        fails(
            r#"alive | 200 | ok
            templates-list | 200 | {"id":1,"result":{"resourceTemplates":[{"uriTemplate":"a://{user-id}"}]}}"#,
            r#"is none: "user-id" is no variable"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (page, template) in listed(seen, &TEMPLATE_LIST)? {
        let Value::String(text) = &template["uriTemplate"] else {
            continue;
        };
        let wrong = uri_template::fault(text);
        page.require(wrong.is_none(), || {
            format!("the uriTemplate {text:?} is none: {}", wrong.unwrap_or_default())
        })?;
    }
    Ok(())
}

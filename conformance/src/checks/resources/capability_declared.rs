use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::pagination::declared_where_listed;
use crate::probes::features::{LISTS, RESOURCE_LIST, TEMPLATE_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.capability-declared",
    requirements: &["RES-CAPABILITY-DECLARED"],
    summary: "a server that has resources declares the resources capability",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Put resources into the capabilities of the initialize or server/discover result.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[{"uri":"a:b"}]}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {}, "opening": {}}
            alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[{"uri":"a:b"}]}}"#,
            "resources/list lists something, and resources is not declared",
        ),
        fails(
            r#"facts: {"capabilities": {}, "opening": {}}
            alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[]}}
            templates-list | 200 | {"id":1,"result":{"resourceTemplates":[{"uriTemplate":"a:{b}"}]}}"#,
            "resources/templates/list lists something, and resources is not declared",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let resources = declared_where_listed(seen, &RESOURCE_LIST);
    let templates = declared_where_listed(seen, &TEMPLATE_LIST);
    // Either of the two shows that there are resources.
    match (resources, templates) {
        (Err(one), Ok(())) if !one.is_finding() => Ok(()),
        (Err(one), Err(other)) if !one.is_finding() && other.is_finding() => Err(other),
        (resources, _) => resources,
    }
}

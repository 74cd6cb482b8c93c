use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::pagination::listed;
use crate::checks::tools::{Member, wrongly_typed};
use crate::probes::features::{LISTS, RESOURCE_LIST, TEMPLATE_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.list-schema",
    requirements: &["RES-LIST-SCHEMA"],
    summary: "every listed resource and template has a name, a URI and members of their types",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Give every resource a string name and uri, and every template a string name and uriTemplate.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[{"uri":"a:b","name":"b"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[{"uri":"a:b"}]}}"#,
            "an item of resources/list is malformed: its \"name\" is missing",
        ),
        fails(
            r#"alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[]}}
            templates-list | 200 | {"id":1,"result":{"resourceTemplates":[{"name":"a","uriTemplate":5}]}}"#,
            "an item of resources/templates/list is malformed: its \"uriTemplate\" is of the wrong type",
        ),
    ],
};

const MEMBERS: &[Member] = &[
    ("uri", Value::is_string),
    ("uriTemplate", Value::is_string),
    ("name", Value::is_string),
    ("title", Value::is_string),
    ("description", Value::is_string),
    ("mimeType", Value::is_string),
    ("size", Value::is_number),
    ("annotations", Value::is_object),
    ("_meta", Value::is_object),
];

fn judge(seen: &Transcript) -> Judgement {
    let mut looked_at = 0;
    for (list, place) in [(&RESOURCE_LIST, "uri"), (&TEMPLATE_LIST, "uriTemplate")] {
        let Ok(items) = listed(seen, list) else { continue };
        for (reply, item) in items {
            looked_at += 1;
            let missing = [place, "name"].into_iter().find(|name| item.get(name).is_none());
            let wrong = missing
                .map(|name| format!("its {name:?} is missing"))
                .or_else(|| wrongly_typed(&item, MEMBERS));
            reply.require(wrong.is_none(), || {
                format!(
                    "an item of {} is malformed: {}",
                    list.method,
                    wrong.unwrap_or_default()
                )
            })?;
        }
    }
    if looked_at == 0 {
        listed(seen, &RESOURCE_LIST)?;
        return Err(Verdict::not_applicable(
            "neither resources nor templates are listed",
        ));
    }
    Ok(())
}

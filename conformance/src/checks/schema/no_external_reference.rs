use crate::arguments::external_references;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::not_halted;
use crate::checks::pagination::listed;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "schema.no-external-reference",
    requirements: &["SCHEMA-NO-EXTERNAL-REF-PUBLISHED"],
    summary: "the schemas of tools refer to nothing outside themselves",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Publish schemas that are whole: put what is shared under `$defs` and refer to it there.",
    classes: &["CWE-918"],
    examples: &[
        passes(
            r##"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":{"properties":{"b":{"$ref":"#/$defs/c"}},"$defs":{"c":{}}}}]}}"##,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":{"properties":{"b":{"$ref":"https://example.com/c"}}}}]}}"#,
            "the inputSchema of \"a\" refers to \"https://example.com/c\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, tool) in listed(seen, &TOOL_LIST)? {
        for member in ["inputSchema", "outputSchema"] {
            let schema = &tool[member];
            let references = external_references(schema);
            reply.advise(references.is_empty(), || {
                format!(
                    "the {member} of {} refers to {:?}",
                    tool["name"],
                    references.first().unwrap_or(&"")
                )
            })?;
        }
    }
    seen.exchanges(TOOL_LIST.page)
        .try_for_each(|page| page.answered())?;
    not_halted(seen)
}

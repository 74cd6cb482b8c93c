use super::annotations;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.annotation-not-sensitive",
    requirements: &["HDR-XMH-SENSITIVE"],
    summary: "no x-mcp-header annotation stands at a secret or at personal data",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Take x-mcp-header off parameters with secrets and personal data: headers are written to the logs of everything on the way.",
    classes: &["LLM02:2025", "CWE-200"],
    examples: &[
        passes(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"maxTokens":{"type":"integer","x-mcp-header":"Tokens"}}}}]}}"#,
        ),
        fails(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"api_key":{"type":"string","x-mcp-header":"Key"}}}}]}}"#,
            r#"the tool "t" mirrors "api_key" into a header"#,
        ),
    ],
};

/// What the name of a parameter for a secret, or for a person's data, holds, without marks and in lower case.
const WITHIN: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "accesstoken",
    "authtoken",
    "privatekey",
];
/// What it is.
const WHOLE: &[&str] = &[
    "token",
    "ssn",
    "email",
    "emailaddress",
    "creditcard",
    "cardnumber",
];

fn judge(seen: &Transcript) -> Judgement {
    for (reply, annotation) in annotations(seen)? {
        let plain: String = annotation
            .property
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let held = WITHIN.iter().any(|word| plain.contains(word)) || WHOLE.contains(&plain.as_str());
        let secret = annotation.schema["format"] == "password" || annotation.schema["format"] == "email";
        reply.advise(!held && !secret, || {
            format!(
                "the tool {:?} mirrors {:?} into a header",
                annotation.tool, annotation.property
            )
        })?;
    }
    Ok(())
}

use serde_json::Value;

use super::name_of;
use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::pagination::walked;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.hidden-text",
    requirements: &["TOOLS-HIDDEN-TEXT"],
    summary: "what describes tools holds no invisible text and no control characters",
    severity: Severity::High,
    probe: &LISTS,
    needs: &[Need::Tools],
    judge,
    remedy: "Take invisible characters, direction marks and escape sequences out of names, titles, descriptions, schemas and instructions.",
    classes: &["LLM01:2025", "MCP03:2025", "CWE-1007"],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","description":"line\nfamily \ud83d\udc68\u200d\ud83d\udc69 heart \u2764\ufe0f key 1\ufe0f\u20e3"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","description":"good\u200btool"}]}}"#,
            r#"the tool "a" has U+200B in its texts"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":{"properties":{"p":{"description":"x\udb40\udc41"}}}}]}}"#,
            r#"the tool "a" has U+E0041 in its texts"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let listed = walked(seen, &TOOL_LIST)?;
    for (page, tool) in &listed {
        let hidden = hidden_within(tool);
        page.advise(hidden.is_none(), || {
            format!("{} has {} in its texts", name_of(tool), named(hidden))
        })?;
    }
    let hidden = hidden_within(&seen.head.facts.opening["instructions"]);
    crate::check::advise(hidden.is_none(), || {
        format!("the instructions have {}", named(hidden))
    })
}

pub(super) fn named(found: Option<char>) -> String {
    format!("U+{:04X}", u32::from(found.unwrap_or_default()))
}

/// The first character that is not shown, in any text or name of a member.
fn hidden_within(value: &Value) -> Option<char> {
    match value {
        Value::String(text) => hidden(text),
        Value::Array(items) => items.iter().find_map(hidden_within),
        Value::Object(members) => members
            .iter()
            .find_map(|(name, member)| hidden(name).or_else(|| hidden_within(member))),
        _ => None,
    }
}

/// Joiners, direction marks and variation selectors beside characters outside ASCII belong to scripts and emoji, and
/// tags after a black flag to the flags of regions.
pub(super) fn hidden(text: &str) -> Option<char> {
    let characters: Vec<char> = text.chars().collect();
    let mut flag = false;
    for (at, c) in characters.iter().enumerate() {
        let next = characters.get(at + 1).copied();
        let before = at.checked_sub(1).map(|at| characters[at]);
        let shaped = before.is_some_and(|c| !c.is_ascii()) || next.is_some_and(|c| !c.is_ascii());
        let is_hidden = match u32::from(*c) {
            0xE0000..=0xE007F => !flag,
            0xFE00..=0xFE0F | 0xE0100..=0xE01EF | 0x200C..=0x200F => !shaped,
            0x09 | 0x0A | 0x0D => false,
            0x200B | 0x2060..=0x2064 | 0xFEFF | 0x202A..=0x202E | 0x2066..=0x2069 => true,
            code => code < 0x20 || (0x7F..=0x9F).contains(&code),
        };
        if is_hidden {
            return Some(*c);
        }
        flag = *c == '\u{1F3F4}' || (flag && (0xE0000..=0xE007F).contains(&u32::from(*c)));
    }
    None
}

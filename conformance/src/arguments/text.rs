//! Strings of a format, of a pattern, of a length.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::generate::Choice;

/// Characters of one string from a pattern.
const LONGEST: usize = 64 * 1024;
/// Levels of a pattern.
const LEVELS: u32 = 64;

/// Strings of a format; none if it is not known.
pub(super) fn of_format(format: &str) -> Option<&'static [&'static str]> {
    Some(match format {
        "date-time" => &["2026-01-02T03:04:05Z", "2000-02-29T23:59:59.5+01:00"],
        "date" => &["2026-01-02", "2000-02-29"],
        "time" => &["03:04:05Z", "23:59:59+01:00"],
        "duration" => &["P1D", "PT1H30M"],
        "email" | "idn-email" => &["proofhouse@example.com", "a.b+c@example.org"],
        "hostname" | "idn-hostname" => &["example.com", "a-b.example.org"],
        "ipv4" => &["192.0.2.1", "198.51.100.7"],
        "ipv6" => &["2001:db8::1", "::1"],
        "uri" | "iri" | "url" => &["https://example.com/", "urn:example:a"],
        "uri-reference" | "iri-reference" => &["/a", "https://example.com/?q#f"],
        "uri-template" => &["/a/{b}", "/a"],
        "json-pointer" => &["/a", "/a/0"],
        "relative-json-pointer" => &["0", "1/a"],
        "regex" => &["a", "^[a-z]+$"],
        "uuid" => &[
            "6ba7b810-9dad-41d1-80b4-00c04fd430c8",
            "00000000-0000-4000-8000-000000000000",
        ],
        _ => return None,
    })
}

/// A string of at least `least` characters, where the pattern lets it grow that far.
pub(super) fn of_pattern(pattern: &str, least: usize, choice: &mut Choice) -> Option<String> {
    let parsed = regex_syntax::ParserBuilder::new()
        .nest_limit(LEVELS)
        .build()
        .parse(pattern)
        .ok()?;
    let mut text = String::new();
    grow(&parsed, least, choice, &mut text)?;
    if !pattern.ends_with('$') {
        while text.chars().count() < least.min(LONGEST) {
            text.push('a');
        }
    }
    Some(text)
}

fn grow(hir: &Hir, least: usize, choice: &mut Choice, text: &mut String) -> Option<()> {
    if text.len() > LONGEST {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(one_of(class, choice)?),
        HirKind::Capture(capture) => grow(&capture.sub, least, choice, text)?,
        HirKind::Concat(parts) => {
            for part in parts {
                grow(part, least, choice, text)?;
            }
        }
        HirKind::Alternation(parts) => grow(&parts[choice.below(parts.len())], least, choice, text)?,
        HirKind::Repetition(repetition) => {
            let fewest = repetition.min as usize;
            let most = repetition.max.map_or(LONGEST, |max| max as usize);
            let wanted = least.saturating_sub(text.chars().count());
            let more = if least == 0 { choice.below(3) } else { 0 };
            let count = (fewest + more).max(wanted).min(most);
            let before = text.len();
            for _ in 0..count {
                grow(&repetition.sub, 0, choice, text)?;
                // What adds nothing adds nothing however often it is repeated.
                if text.len() == before {
                    break;
                }
                if text.chars().count() >= least && count > fewest + more {
                    break;
                }
            }
        }
    }
    Some(())
}

/// A character of a class: a visible one of ASCII where it has any.
fn one_of(class: &Class, choice: &mut Choice) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .map(|range| (range.start(), range.end()))
            .collect(),
        Class::Bytes(class) => {
            let ranges = class.ranges().iter();
            ranges
                .map(|range| (range.start().into(), range.end().into()))
                .collect()
        }
    };
    let visible: Vec<_> = ranges
        .iter()
        .map(|(from, to)| ((*from).max('!'), (*to).min('~')))
        .filter(|(from, to)| from <= to)
        .collect();
    let ranges = if visible.is_empty() { ranges } else { visible };
    let (from, to) = *ranges.get(choice.below(ranges.len()))?;
    let width = (to as usize).saturating_sub(from as usize) + 1;
    let at = u32::try_from(from as usize + choice.below(width)).ok()?;
    char::from_u32(at).or(Some(from))
}

/// The text cut or filled to a length in characters.
pub(super) fn fitted(text: &str, least: usize, most: usize) -> String {
    let mut fitted: String = text.chars().take(most).collect();
    let held = fitted.chars().count();
    fitted.extend(std::iter::repeat_n('a', least.min(LONGEST).saturating_sub(held)));
    fitted
}

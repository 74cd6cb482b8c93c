//! Whether a pattern explodes in an engine that backtracks, as those of ECMA-262 do, whose patterns JSON Schema has.
//!
//! The pattern is matched here, by backtracking, against texts of three sizes that repeat what it repeats and then do
//! not end as it wants. Steps are counted, so that the finding rests on the pattern alone and never on a clock.

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

/// How often a text repeats what the pattern repeats.
const SIZES: [usize; 3] = [4, 12, 20];
/// Steps of one match after which it is given up.
const MOST_STEPS: u64 = 500_000;
/// So much more steps does the largest text take than the smallest: a polynomial needs a degree of five for that.
const EXPLODES: u64 = 1000;
/// Characters of one text.
const LONGEST: usize = 2000;
/// Repetitions of one pattern that are looked at.
const REPETITIONS: usize = 16;
/// Levels of a pattern.
const LEVELS: u32 = 64;
/// Ends that few patterns want.
const ENDS: [char; 3] = ['\u{1}', '!', '\u{e9}'];

/// Whether the pattern explodes; nothing if it cannot be read here.
pub fn explodes(pattern: &str) -> Option<bool> {
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(LEVELS).build();
    let parsed = parser.parse(pattern).ok()?;
    let mut repetitions = Vec::new();
    find_repetitions(&parsed, &mut repetitions);
    repetitions.truncate(REPETITIONS);
    let found = repetitions
        .iter()
        .any(|repetition| ENDS.iter().any(|end| explodes_at(&parsed, repetition, *end)));
    Some(found)
}

fn explodes_at(pattern: &Hir, repetition: &Repetition, end: char) -> bool {
    let steps = SIZES.map(|size| {
        let mut text = Vec::new();
        write_until(pattern, repetition, size, &mut text).then(|| {
            text.push(end);
            steps_of(pattern, &text)
        })
    });
    let [Some(small), Some(middle), Some(large)] = steps else {
        return false;
    };
    // What explodes grows as much again with as much again; a polynomial grows ever more slowly.
    let goes_on = large >= MOST_STEPS || large * small * 5 >= middle * middle * 4;
    large >= small * EXPLODES && goes_on
}

/// Those without an end, or with a far one.
fn find_repetitions<'p>(hir: &'p Hir, found: &mut Vec<&'p Repetition>) {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let largest = SIZES[2];
            if repetition.max.is_none_or(|max| max as usize >= largest) {
                found.push(repetition);
            }
            find_repetitions(&repetition.sub, found);
        }
        HirKind::Capture(capture) => find_repetitions(&capture.sub, found),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            for part in parts {
                find_repetitions(part, found);
            }
        }
        _ => {}
    }
}

/// Writes what the pattern matches as briefly as it goes, up to the end of one repetition, which comes `size` times.
/// Says whether that was met.
fn write_until(hir: &Hir, until: &Repetition, size: usize, text: &mut Vec<char>) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => {
            text.extend(String::from_utf8_lossy(&literal.0).chars());
            false
        }
        HirKind::Class(class) => {
            text.extend(one_of(class));
            false
        }
        HirKind::Capture(capture) => write_until(&capture.sub, until, size, text),
        HirKind::Concat(parts) => parts.iter().any(|part| write_until(part, until, size, text)),
        HirKind::Alternation(parts) => {
            let holds = |part: &&Hir| {
                let mut within = Vec::new();
                find_repetitions(part, &mut within);
                within.iter().any(|one| std::ptr::eq(*one, until))
            };
            let part = parts.iter().find(holds).or(parts.first());
            part.is_some_and(|part| write_until(part, until, size, text))
        }
        HirKind::Repetition(repetition) if std::ptr::eq(repetition, until) => {
            for _ in 0..size.max(repetition.min as usize) {
                write_until(&repetition.sub, until, size, text);
            }
            text.len() <= LONGEST
        }
        HirKind::Repetition(repetition) => {
            let mut within = Vec::new();
            find_repetitions(&repetition.sub, &mut within);
            let holds = within.iter().any(|one| std::ptr::eq(*one, until));
            let count = (repetition.min as usize).max(usize::from(holds));
            (0..count.min(LONGEST)).any(|_| write_until(&repetition.sub, until, size, text))
        }
    }
}

/// A character of a class: a visible one of ASCII where it has any.
fn one_of(class: &Class) -> Option<char> {
    let visible = (b'a'..=b'z')
        .chain(b'0'..=b'9')
        .chain(b'!'..=b'~')
        .map(char::from);
    let first = match class {
        Class::Unicode(class) => class
            .ranges()
            .first()
            .map(regex_syntax::hir::ClassUnicodeRange::start),
        Class::Bytes(class) => class.ranges().first().map(|range| char::from(range.start())),
    };
    visible.into_iter().find(|one| is_in(class, *one)).or(first)
}

fn is_in(class: &Class, character: char) -> bool {
    match class {
        Class::Unicode(class) => {
            let mut ranges = class.ranges().iter();
            ranges.any(|range| (range.start()..=range.end()).contains(&character))
        }
        Class::Bytes(class) => {
            let Ok(byte) = u8::try_from(character) else {
                return false;
            };
            let mut ranges = class.ranges().iter();
            ranges.any(|range| (range.start()..=range.end()).contains(&byte))
        }
    }
}

/// Steps that it takes to find the pattern in a text, or that it is not there.
fn steps_of(pattern: &Hir, text: &[char]) -> u64 {
    let mut matcher = Matcher { text, steps: 0 };
    let mut starts = 0..=text.len();
    starts.any(|start| matcher.matches(pattern, start, &mut |_, _| true));
    matcher.steps
}

/// What is left to match, from a place on.
type Rest<'r, 't> = &'r mut dyn FnMut(&mut Matcher<'t>, usize) -> bool;

struct Matcher<'t> {
    text: &'t [char],
    steps: u64,
}

impl<'t> Matcher<'t> {
    fn matches(&mut self, hir: &Hir, at: usize, rest: Rest<'_, 't>) -> bool {
        self.steps += 1;
        if self.steps >= MOST_STEPS {
            // As if it matched: nothing more is tried.
            return true;
        }
        match hir.kind() {
            HirKind::Empty => rest(self, at),
            HirKind::Literal(literal) => {
                let literal: Vec<char> = String::from_utf8_lossy(&literal.0).chars().collect();
                self.text[at..].starts_with(&literal) && rest(self, at + literal.len())
            }
            HirKind::Class(class) => {
                let fits = self.text.get(at).is_some_and(|one| is_in(class, *one));
                fits && rest(self, at + 1)
            }
            HirKind::Look(look) => self.holds(*look, at) && rest(self, at),
            HirKind::Capture(capture) => self.matches(&capture.sub, at, rest),
            HirKind::Concat(parts) => self.matches_all(parts, at, rest),
            HirKind::Alternation(parts) => parts.iter().any(|part| self.matches(part, at, rest)),
            HirKind::Repetition(repetition) => self.repeats(repetition, 0, at, rest),
        }
    }

    fn matches_all(&mut self, parts: &[Hir], at: usize, rest: Rest<'_, 't>) -> bool {
        let Some((first, others)) = parts.split_first() else {
            return rest(self, at);
        };
        self.matches(first, at, &mut |matcher, at| {
            matcher.matches_all(others, at, rest)
        })
    }

    fn repeats(&mut self, repetition: &Repetition, count: u32, at: usize, rest: Rest<'_, 't>) -> bool {
        let more = repetition.max.is_none_or(|max| count < max);
        let enough = count >= repetition.min;
        if enough && !repetition.greedy && rest(self, at) {
            return true;
        }
        let again = more
            && self.matches(&repetition.sub, at, &mut |matcher, next| {
                // What matches nothing is not repeated.
                (next > at || !enough) && matcher.repeats(repetition, count + 1, next, rest)
            });
        again || enough && repetition.greedy && rest(self, at)
    }

    fn holds(&self, look: Look, at: usize) -> bool {
        let is_word = |at: Option<&char>| at.is_some_and(|one| one.is_ascii_alphanumeric() || *one == '_');
        let before = at.checked_sub(1).and_then(|at| self.text.get(at));
        let is_edge = is_word(before) != is_word(self.text.get(at));
        match look {
            Look::Start => at == 0,
            Look::End => at == self.text.len(),
            Look::WordAscii | Look::WordUnicode => is_edge,
            Look::WordAsciiNegate | Look::WordUnicodeNegate => !is_edge,
            // The others are not of ECMA-262.
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::explodes;

    #[test]
    fn nested_repetitions_explode() {
        for pattern in [
            "^(a+)+$",
            "^(a*)*$",
            r"^(\w+\s?)*$",
            "^(a|aa)+$",
            "^([a-z0-9]+)*@x$",
            "^http://([a-z0-9.:]+/?)+$",
            "x(y+y+)+z",
            "^(([a-z])+.)+[A-Z]([a-z])+$",
        ] {
            assert_eq!(explodes(pattern), Some(true), "{pattern}");
        }
    }

    #[test]
    fn what_servers_publish_does_not() {
        for pattern in [
            "^http://",
            "^[a-z]+$",
            r"^\d{4}-\d{2}-\d{2}$",
            r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
            "^(a,)*b$",
            "^[A-Za-z0-9_-]+(/[A-Za-z0-9_.-]+)*$",
            "^[a-z]+(-[a-z]+)*$",
            ".*a.*b.*c",
            r"\s+$",
            "^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$",
            "(a+)+",
            "^a{1000}$",
            "",
        ] {
            assert_eq!(explodes(pattern), Some(false), "{pattern}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_judged() {
        assert_eq!(explodes("^(?=a)b$"), None);
        assert_eq!(explodes("("), None);
    }
}

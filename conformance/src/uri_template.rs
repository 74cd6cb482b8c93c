//! URI templates, as far as their grammar goes (RFC 6570 section 2).

/// What keeps a text from being a URI template.
pub fn fault(template: &str) -> Option<String> {
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (literals, from) = rest.split_at(at);
        if let Some(fault) = literal_fault(literals) {
            return Some(fault);
        }
        if from.starts_with('}') {
            return Some("a brace closes nothing".to_owned());
        }
        let Some((expression, behind)) = from[1..].split_once('}') else {
            return Some("a brace is not closed".to_owned());
        };
        if let Some(fault) = expression_fault(expression) {
            return Some(fault);
        }
        rest = behind;
    }
    literal_fault(rest)
}

/// Section 2.1, with the apostrophe that erratum 6937 lets in.
fn literal_fault(literals: &str) -> Option<String> {
    let bytes = literals.as_bytes();
    for (at, character) in literals.char_indices() {
        let is_escape = || {
            let digits = bytes.get(at + 1..at + 3);
            digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        };
        let is_wrong = match character {
            '%' => !is_escape(),
            '"' | '<' | '>' | '\\' | '^' | '`' | '|' | ' ' => true,
            other => other.is_control(),
        };
        if is_wrong {
            return Some(format!("{character:?} stands in it as it is"));
        }
    }
    None
}

/// Sections 2.2 to 2.4. Operators that are reserved for extensions are part of the grammar.
fn expression_fault(expression: &str) -> Option<String> {
    let operators = ['+', '#', '.', '/', ';', '?', '&', '=', ',', '!', '@', '|'];
    let list = expression.strip_prefix(operators).unwrap_or(expression);
    let mut variables = list.split(',');
    variables
        .find(|variable| !is_variable(variable))
        .map(|variable| format!("{variable:?} is no variable"))
}

fn is_variable(text: &str) -> bool {
    let name = match (text.strip_suffix('*'), text.split_once(':')) {
        (Some(name), _) => name,
        (None, Some((name, length))) => {
            let digits = length.bytes().all(|byte| byte.is_ascii_digit());
            if !digits || !(1..=4).contains(&length.len()) || length.starts_with('0') {
                return false;
            }
            name
        }
        (None, None) => text,
    };
    // A dot stands between characters, and a percent sign before two digits.
    name.split('.').all(|part| !part.is_empty() && is_word(part))
}

fn is_word(part: &str) -> bool {
    let mut rest = part.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = match first {
            b'%' if behind.len() >= 2 && behind[..2].iter().all(u8::is_ascii_hexdigit) => &behind[2..],
            other if other.is_ascii_alphanumeric() || *other == b'_' => behind,
            _ => return false,
        };
    }
    true
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn templates_of_every_level_are_templates() {
        for good in [
            "",
            "a://b/c",
            "{var}",
            "{+path}/here",
            "{#x,hello,y}",
            "map?{x,y}",
            "{/var:1,var}",
            "{;x,y,empty}{?list*}{&keys*}{.dom.ain}",
            "a://it's/%20/{%41b}/ü",
        ] {
            assert_eq!(fault(good), None, "{good:?}");
        }
    }

    #[test]
    fn what_the_grammar_does_not_have_is_a_fault() {
        for bad in [
            "file:///{path",
            "a}b",
            "{}",
            "{+}",
            "{a,}",
            "{a b}",
            "{a:0}",
            "{a:12345}",
            "{.a..b}",
            "{user-id}",
            "{a%4}",
            "a b",
            "a%zz",
            "{{a}}",
        ] {
            assert!(fault(bad).is_some(), "{bad:?}");
        }
    }
}

//! The challenges of a `WWW-Authenticate` header: a list of schemes, each with parameters or one opaque text.

use crate::transcript::Reply;

/// One challenge (RFC 9110 section 11.6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme, as it is spelt.
    pub scheme: String,
    /// Names and values, in order, without quotes.
    pub parameters: Vec<(String, String)>,
    /// The opaque text that some schemes have in place of parameters.
    pub text: Option<String>,
}

impl Challenge {
    /// Whether it asks for a bearer token.
    pub fn is_bearer(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("bearer")
    }

    /// The first parameter of this name, in any case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let named = self
            .parameters
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    /// How often a parameter of this name stands in it.
    pub fn count(&self, name: &str) -> usize {
        self.parameters
            .iter()
            .filter(|(found, _)| found.eq_ignore_ascii_case(name))
            .count()
    }
}

/// The challenges of an answer, over all its `WWW-Authenticate` lines; the error says what cannot be read.
pub fn challenges(reply: &Reply<'_>) -> Result<Vec<Challenge>, &'static str> {
    let lines = reply
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"));
    let lines: Vec<_> = lines.map(|(_, value)| String::from_utf8_lossy(value)).collect();
    read(&lines.join(", "))
}

/// The first bearer challenge of an answer, if its challenges can be read.
pub fn bearer(reply: &Reply<'_>) -> Option<Challenge> {
    challenges(reply).ok()?.into_iter().find(Challenge::is_bearer)
}

/// Reads a header value.
pub fn read(value: &str) -> Result<Vec<Challenge>, &'static str> {
    let mut found: Vec<Challenge> = Vec::new();
    for element in elements(value)? {
        let (word, rest) = split_token(element);
        if word.is_empty() {
            return Err("it has an element that begins with neither a scheme nor a parameter");
        }
        let spaced = rest.trim_start_matches([' ', '\t']);
        if let Some(value) = spaced.strip_prefix('=') {
            let challenge = found.last_mut().ok_or("a parameter stands before any scheme")?;
            challenge.parameters.push((word.to_owned(), read_value(value)?));
            continue;
        }
        if !rest.is_empty() && spaced.len() == rest.len() {
            return Err("a scheme has characters that are not allowed");
        }
        found.push(begin(word, spaced)?);
    }
    Ok(found)
}

/// A challenge from its scheme and its first parameter or its opaque text.
fn begin(scheme: &str, rest: &str) -> Result<Challenge, &'static str> {
    let mut challenge = Challenge {
        scheme: scheme.to_owned(),
        parameters: Vec::new(),
        text: None,
    };
    let (name, after) = split_token(rest);
    let after = after.trim_start_matches([' ', '\t']);
    match after.strip_prefix('=') {
        _ if rest.is_empty() => {}
        Some(value) if !name.is_empty() && !value.trim_matches(['=', ' ']).is_empty() => {
            challenge.parameters.push((name.to_owned(), read_value(value)?));
        }
        _ if is_opaque(rest) => challenge.text = Some(rest.to_owned()),
        _ => return Err("a scheme is followed by something that is no parameter"),
    }
    Ok(challenge)
}

/// Splits at the commas outside quotes; empty elements are left out.
fn elements(value: &str) -> Result<Vec<&str>, &'static str> {
    let mut found = Vec::new();
    let (mut from, mut quoted, mut escaped) = (0, false, false);
    for (at, character) in value.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted => {
                found.push(&value[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    if quoted {
        return Err("a quoted value has no end");
    }
    found.push(&value[from..]);
    Ok(found
        .into_iter()
        .map(str::trim)
        .filter(|element| !element.is_empty())
        .collect())
}

fn split_token(text: &str) -> (&str, &str) {
    text.split_at(
        text.find(|character| !is_token_character(character))
            .unwrap_or(text.len()),
    )
}

/// RFC 9110 section 5.6.2.
fn is_token_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

/// RFC 9110 section 11.2, token68.
fn is_opaque(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty()
        && body
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "-._~+/".contains(character))
}

/// A token or a quoted string.
fn read_value(text: &str) -> Result<String, &'static str> {
    let text = text.trim_matches([' ', '\t']);
    let Some(quoted) = text.strip_prefix('"') else {
        let is_token = !text.is_empty() && text.chars().all(is_token_character);
        return if is_token {
            Ok(text.to_owned())
        } else {
            Err("a value that is not quoted is no token")
        };
    };
    let mut value = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' if characters.as_str().is_empty() => return Ok(value),
            '"' => return Err("something follows a quoted value"),
            '\\' => value.extend(characters.next()),
            '\t' | ' '..='~' | '\u{80}'.. => value.push(character),
            _ => return Err("a quoted value has a control character"),
        }
    }
    Err("a quoted value has no end")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_are_told_apart_from_parameters() {
        let read =
            read(r#"Basic realm="a, b", , Bearer error="invalid_token", scope = "x y",Negotiate dG9rZW4="#);
        let read = read.expect("it is well formed");
        let schemes: Vec<_> = read.iter().map(|challenge| challenge.scheme.as_str()).collect();
        assert_eq!(schemes, ["Basic", "Bearer", "Negotiate"]);
        assert_eq!(read[0].parameter("REALM"), Some("a, b"));
        assert_eq!(read[1].parameter("scope"), Some("x y"));
        assert_eq!(read[2].text.as_deref(), Some("dG9rZW4="));
    }

    #[test]
    fn escapes_and_bare_schemes_are_read() {
        let read = read(r#"Bearer, Digest realm="a \"b\"", qop=auth"#).expect("it is well formed");
        assert_eq!(read[0].parameters, []);
        assert_eq!(read[1].parameter("realm"), Some("a \"b\""));
        assert_eq!(read[1].parameter("qop"), Some("auth"));
    }

    #[test]
    fn what_is_malformed_is_named() {
        for (value, why) in [
            (r#"Bearer realm="a"#, "no end"),
            (r#"scope="a""#, "before any scheme"),
            ("Bearer scope=a b", "no token"),
            (r#"Bearer scope="a"b"#, "follows"),
            ("Bearer: realm=a", "not allowed"),
            ("Bearer <token>", "no parameter"),
        ] {
            let error = read(value).expect_err(value);
            assert!(error.contains(why), "{value}: {error}");
        }
    }
}

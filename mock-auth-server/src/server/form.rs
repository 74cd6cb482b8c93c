//! Forms of the type `application/x-www-form-urlencoded`, the only body that OAuth endpoints take.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use super::reply::OauthError;

/// Whether the headers declare a form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| is_form_type(value.as_bytes()))
}

/// Whether that value of `Content-Type` declares a form.
pub(crate) fn is_form_type(value: &[u8]) -> bool {
    let essence = value.split(|byte| *byte == b';').next().unwrap_or_default();
    essence
        .trim_ascii()
        .eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

/// The decoded fields in order; bytes that are no UTF-8 become U+FFFD.
pub(crate) fn fields(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

/// A form whose fields occur once each, as RFC 6749 section 3.2 demands, except for those that may repeat.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a request's form. `repeatable` names the fields that may occur more than once.
    pub(super) fn read(headers: &HeaderMap, body: &[u8], repeatable: &[&str]) -> Result<Self, OauthError> {
        if !is_form(headers) {
            let says = "the content type is not application/x-www-form-urlencoded";
            return Err(OauthError::refused("invalid_request", says));
        }
        Self::of(fields(body), repeatable)
    }

    /// The same of fields that were read before, of a query too.
    pub(super) fn of(fields: Vec<(String, String)>, repeatable: &[&str]) -> Result<Self, OauthError> {
        let repeats = |(at, (name, _)): (usize, &(String, String))| {
            !repeatable.contains(&name.as_str()) && fields[..at].iter().any(|(earlier, _)| earlier == name)
        };
        if fields.iter().enumerate().any(repeats) {
            return Err(OauthError::refused(
                "invalid_request",
                "a parameter occurs more than once",
            ));
        }
        Ok(Self(fields))
    }

    /// The field's value; an empty one counts as left out (RFC 6749 section 3.2).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// All fields, in order.
    pub(super) fn fields(&self) -> &[(String, String)] {
        &self.0
    }

    /// Every value of the field.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn form_headers() -> HeaderMap {
        let value = HeaderValue::from_static("Application/X-WWW-Form-Urlencoded; charset=UTF-8");
        HeaderMap::from_iter([(CONTENT_TYPE, value)])
    }

    #[test]
    fn only_the_named_fields_may_repeat() {
        let form = Form::read(&form_headers(), b"resource=a&resource=b&scope=", &["resource"]).unwrap();
        assert_eq!(form.all("resource").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(form.get("scope"), None);
        assert!(Form::read(&form_headers(), b"scope=a&scope=b", &["resource"]).is_err());
    }

    #[test]
    fn a_body_of_another_type_is_no_form() {
        assert!(Form::read(&HeaderMap::new(), b"scope=a", &[]).is_err());
    }
}

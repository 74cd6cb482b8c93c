//! A browser without a window: what it keeps (cookies), what it reads (pages), what it would send next (forms).
//!
//! It does no input or output. The caller sends each request and follows each redirect by itself, so that every step
//! stands in the record and any step can be changed.

mod jar;
mod page;

pub use jar::{Cookie, Jar, Sender};
pub use page::{Approval, Form, Page};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// What `application/x-www-form-urlencoded` leaves as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');

/// A form, encoded.
pub fn encoded<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> String {
    let pair = |(name, value): &(N, V)| {
        let name = utf8_percent_encode(name.as_ref(), KEPT);
        format!("{name}={}", utf8_percent_encode(value.as_ref(), KEPT))
    };
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// `url` with these fields in its query, in the place of fields of the same names.
#[must_use]
pub fn with_query(url: &Url, fields: &[(&str, &str)]) -> Url {
    let is_new = |name: &str| fields.iter().any(|(field, _)| *field == name);
    let kept = url.query_pairs().filter(|(name, _)| !is_new(name));
    let mut pairs: Vec<(String, String)> = kept
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    pairs.extend(
        fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    let mut url = url.clone();
    url.set_query(
        Some(&encoded(&pairs))
            .filter(|query| !query.is_empty())
            .map(String::as_str),
    );
    url
}

/// The first value of a field in the query of `url`.
pub fn query_value(url: &Url, name: &str) -> Option<String> {
    let mut pairs = url.query_pairs();
    pairs
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_query_is_replaced_and_the_others_stay() {
        let url: Url = "http://127.0.0.1:9/cb?code=a%20b&state=1".parse().unwrap();
        let other = with_query(&url, &[("state", "2&3")]);
        assert_eq!(other.as_str(), "http://127.0.0.1:9/cb?code=a%20b&state=2%263");
        assert_eq!(query_value(&other, "state").as_deref(), Some("2&3"));
        assert_eq!(query_value(&other, "iss"), None);
    }
}

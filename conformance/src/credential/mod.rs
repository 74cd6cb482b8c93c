//! Finding a token again: in what was sent, in an answer, in what reached somebody else.
//!
//! What reached somebody else is read in every form that it can be undone from (`views`), and each is
//! searched for what no other token has ([`Traces`]).

mod jwt;
#[cfg(test)]
mod properties;
mod traces;
mod views;

pub use traces::{Arrival, Dates, Form, Place, Traces};

/// The token in the `Authorization` header of what was sent, if it is long enough to be found again.
pub fn presented_token(sent: &[u8]) -> Option<String> {
    let lines = sent.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let named = |line: &&[u8]| {
        line.get(..14)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"authorization:"))
    };
    let line = lines.take_while(|line| !line.is_empty()).find(named)?;
    let token = std::str::from_utf8(line).ok()?.split([' ', ',']).next_back()?;
    (token.len() >= 12).then(|| token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_presented_token_is_the_last_word_of_the_header() {
        let token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlIG9mIGEgdG9rZW4";
        let sent = format!("POST /mcp HTTP/1.1\r\nauthorization: Bearer {token}\r\n\r\nAuthorization: no");
        assert_eq!(presented_token(sent.as_bytes()).as_deref(), Some(token));
        assert_eq!(
            presented_token(b"POST /mcp HTTP/1.1\r\n\r\nAuthorization: Bearer aaaaaaaaaaaaaaaa"),
            None
        );
    }
}

//! Finding a token again: in what was sent, in an answer, in what reached somebody else.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use memchr::memmem;
use percent_encoding::percent_decode;

/// The shortest part of a token that is looked for: shorter ones occur by chance.
const SHORTEST: usize = 12;

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

/// What betrays a token: its claims and its signature, which no other token has, and the inside of the
/// signature's Base64 form at each of the three places where it may begin.
pub fn traces(token: &str) -> Vec<Vec<u8>> {
    let parts = token.split('.').skip(1).filter(|part| part.len() >= SHORTEST);
    let mut found: Vec<Vec<u8>> = parts.map(|part| part.as_bytes().to_vec()).collect();
    let Some((_, signature)) = token.rsplit_once('.') else {
        return found;
    };
    for before in 0..3 {
        let text = [vec![b' '; before], signature.as_bytes().to_vec()].concat();
        for encoded in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
            // The characters at both ends depend on what stands before and after.
            let inside = encoded
                .get(4..encoded.len().saturating_sub(4))
                .unwrap_or_default();
            found.extend((inside.len() >= SHORTEST).then(|| inside.as_bytes().to_vec()));
        }
    }
    found
}

/// Whether any of the traces stands in the bytes, as they are or percent-decoded.
pub fn is_in(bytes: &[u8], traces: &[Vec<u8>]) -> bool {
    let decoded: Vec<u8> = percent_decode(bytes).collect();
    let within = |bytes: &[u8], trace: &[u8]| memmem::find(bytes, trace).is_some();
    traces
        .iter()
        .any(|trace| within(bytes, trace) || within(&decoded, trace))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlIG9mIGEgdG9rZW4";

    #[test]
    fn a_token_is_found_whole_in_part_and_encoded() {
        let traces = traces(TOKEN);
        let signature = TOKEN.rsplit_once('.').expect("it has dots").1;
        for text in [
            format!("Authorization: Bearer {TOKEN}"),
            format!("X-User: {signature}"),
            format!("/path?token={}", signature.replace('0', "%30")),
            STANDARD.encode(format!("user:{TOKEN}")),
            STANDARD.encode(format!("x:{TOKEN}:")),
            URL_SAFE.encode(format!("{TOKEN}?")),
        ] {
            assert!(is_in(text.as_bytes(), &traces), "{text}");
        }
        assert!(!is_in(
            b"Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.other.one",
            &traces
        ));
    }

    #[test]
    fn the_presented_token_is_the_last_word_of_the_header() {
        let sent = format!("POST /mcp HTTP/1.1\r\nauthorization: Bearer {TOKEN}\r\n\r\nAuthorization: no");
        assert_eq!(presented_token(sent.as_bytes()).as_deref(), Some(TOKEN));
        assert_eq!(
            presented_token(b"POST /mcp HTTP/1.1\r\n\r\nAuthorization: Bearer aaaaaaaaaaaaaaaa"),
            None
        );
    }
}

//! Server-sent events: splitting a byte stream into blocks, and reading a block.
//!
//! Follows the event-stream parser of the HTML standard (section 9.2.6), except that a block without
//! data is kept, because identifiers and retry times without data are evidence here.

/// One block of an event stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// The last `event` field.
    pub kind: Option<String>,
    /// The `data` fields, joined by line feeds.
    pub data: String,
    /// Whether there was a `data` field at all.
    pub has_data: bool,
    /// The last `id` field, unless it holds a NUL.
    pub id: Option<String>,
    /// The last `retry` field, as it stands.
    pub retry: Option<String>,
}

/// Splits bytes, as they come, into blocks that end with an empty line.
#[derive(Debug, Default)]
pub struct Splitter {
    pending: Vec<u8>,
    started: bool,
    /// A block ended with a CR that was the last byte: a line feed that follows belongs to it.
    half_ended: bool,
}

impl Splitter {
    /// Takes more bytes and returns the blocks they complete, each with its empty line.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let rest = if self.half_ended {
            bytes.strip_prefix(b"\n").unwrap_or(bytes)
        } else {
            bytes
        };
        self.half_ended &= bytes.is_empty();
        self.pending.extend_from_slice(rest);
        if !self.started && !self.skip_mark() {
            return Vec::new();
        }
        let mut blocks = Vec::new();
        while let Some(length) = block_length(&self.pending) {
            let block: Vec<u8> = self.pending.drain(..length).collect();
            self.half_ended = self.pending.is_empty() && block.ends_with(b"\r");
            blocks.push(block);
        }
        blocks
    }

    /// Skips a byte order mark at the start of the stream; `false` while it cannot be told yet.
    fn skip_mark(&mut self) -> bool {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        if MARK.starts_with(&self.pending) && self.pending.len() < MARK.len() {
            return false;
        }
        self.started = true;
        if self.pending.starts_with(MARK) {
            self.pending.drain(..MARK.len());
        }
        true
    }

    /// Bytes that belong to no complete block yet.
    pub fn pending(&self) -> &[u8] {
        &self.pending
    }
}

/// The length of the first complete block: up to and including the first empty line.
fn block_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let (line, end) = next_line(bytes, at)?;
        if line.is_empty() {
            return Some(end);
        }
        at = end;
    }
}

/// The line that starts at `from`, without its end, and where the next one starts. A CR at the very end
/// may be half of a CR LF, so it does not end a line yet, unless the line is empty anyway.
fn next_line(bytes: &[u8], from: usize) -> Option<(&[u8], usize)> {
    let rest = &bytes[from..];
    let stop = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let end = match rest[stop..] {
        [b'\r', b'\n', ..] => stop + 2,
        [b'\r'] if stop > 0 => return None,
        _ => stop + 1,
    };
    Some((&rest[..stop], from + end))
}

/// Reads the fields of one block. Bytes that are not UTF-8 are replaced, as the standard says.
pub fn read_block(bytes: &[u8]) -> Event {
    let text = String::from_utf8_lossy(bytes);
    let mut event = Event::default();
    for line in text
        .split(['\n', '\r'])
        .filter(|line| !line.is_empty() && !line.starts_with(':'))
    {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => event.kind = Some(value.to_owned()),
            "data" => {
                if event.has_data {
                    event.data.push('\n');
                }
                event.has_data = true;
                event.data.push_str(value);
            }
            "id" if !value.contains('\0') => event.id = Some(value.to_owned()),
            "retry" => event.retry = Some(value.to_owned()),
            _ => {}
        }
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_block_is_read_field_by_field() {
        let event =
            read_block(b": hello\r\nid: 4\nevent: message\ndata: {\"a\":1,\ndata:  2}\nretry: 10\n\n");
        assert_eq!(event.id.as_deref(), Some("4"));
        assert_eq!(event.kind.as_deref(), Some("message"));
        assert_eq!(event.data, "{\"a\":1,\n 2}");
        assert_eq!(event.retry.as_deref(), Some("10"));
    }

    #[test]
    fn every_line_end_of_the_standard_ends_a_block() {
        for stream in ["data: 1\n\n", "data: 1\r\n\r\n", "data: 1\r\rx"] {
            assert_eq!(Splitter::default().push(stream.as_bytes()).len(), 1, "{stream:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert_eq!(
            Splitter::default().push(b"\xef\xbb\xbfdata: 1\n\n"),
            vec![b"data: 1\n\n".to_vec()]
        );
    }

    proptest! {
        #[test]
        fn blocks_do_not_depend_on_how_the_bytes_arrive(
            parts in proptest::collection::vec("(\u{feff}|data: [a-z]{0,5}|id: [0-9]|:c|event: x)(\n|\r|\r\n)(\n|\r|\r\n)?", 0..8),
            cut in any::<u8>(),
        ) {
            let bytes = [&[cut], parts.concat().as_bytes()].concat();
            crate::properties::event_blocks_do_not_depend_on_arrival(&bytes);
        }
    }
}

//! A conversation that is over: printed, packed, and read again where it is judged. A run holds hundreds of them, and
//! most of their bytes are the same tokens, headers and schemas again and again.

use std::sync::Arc;

use super::form::{parse_entries, print_entries, print_head};
use super::{Entry, Head, Transcript};

/// What is kept of a conversation until the run is over.
#[derive(Clone, Debug)]
pub struct Kept {
    head: Head,
    entries: Entries,
    is_broken_off: bool,
    found_hung: bool,
}

#[derive(Clone, Debug)]
enum Entries {
    /// Printed, as one LZ4 block behind its size.
    Packed(Arc<[u8]>),
    /// As they were recorded: a target may have said what does not parse back to the same.
    Whole(Arc<[Entry]>),
}

impl Kept {
    /// Packs a conversation.
    pub fn of(transcript: &Transcript) -> Self {
        let text = print_entries(&transcript.entries);
        let is_the_same = parse_entries(&text, 1).is_ok_and(|entries| entries == transcript.entries);
        Self {
            head: transcript.head.clone(),
            entries: if is_the_same {
                Entries::Packed(lz4_flex::compress_prepend_size(text.as_bytes()).into())
            } else {
                Entries::Whole(transcript.entries.as_slice().into())
            },
            is_broken_off: transcript.is_broken_off(),
            found_hung: transcript.found_hung(),
        }
    }

    /// The conversation, entry for entry.
    pub fn open(&self) -> Transcript {
        let entries = match &self.entries {
            Entries::Packed(packed) => parse_entries(&unpack(packed), 1).expect("it was seen to parse"),
            Entries::Whole(entries) => entries.to_vec(),
        };
        Transcript::of(self.head.clone(), entries)
    }

    /// The conversation as it is printed.
    pub fn text(&self) -> String {
        let entries = match &self.entries {
            Entries::Packed(packed) => unpack(packed),
            Entries::Whole(entries) => print_entries(entries),
        };
        print_head(&self.head) + &entries
    }

    /// What a judge must know besides the wire.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// [`Transcript::is_broken_off`].
    pub fn is_broken_off(&self) -> bool {
        self.is_broken_off
    }

    /// [`Transcript::found_hung`].
    pub fn found_hung(&self) -> bool {
        self.found_hung
    }
}

fn unpack(packed: &[u8]) -> String {
    let bytes = lz4_flex::decompress_size_prepended(packed).expect("what is packed unpacks");
    String::from_utf8(bytes).expect("what is printed is text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::revision::{Cell, Revision, Transport};

    #[test]
    fn what_does_not_parse_back_is_kept_as_it_is() {
        let head = Head {
            probe: "sample".to_owned(),
            cell: Cell {
                revision: Revision::V2025_11_25,
                transport: Transport::Stdio,
            },
            seed: 0,
            facts: Arc::default(),
        };
        let note = |key: &str| Entry::Note {
            key: key.to_owned(),
            value: "value".to_owned(),
        };
        for key in ["key", "a key of words", "a\nline"] {
            let transcript = Transcript::of(head.clone(), vec![note(key)]);
            assert_eq!(Kept::of(&transcript).open(), transcript);
        }
    }
}

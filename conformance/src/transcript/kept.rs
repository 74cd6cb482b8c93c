//! A conversation that is over: printed, packed, and read again where it is judged. A run holds hundreds of them, and
//! most of their bytes are the same tokens, headers and schemas again and again.

use std::sync::Arc;

use super::form::{parse_entries, print_entries, print_head};
use super::{Head, Transcript};

/// What is kept of a conversation until the run is over.
#[derive(Clone, Debug)]
pub struct Kept {
    head: Head,
    /// The printed entries, as one LZ4 block behind its size.
    packed: Arc<[u8]>,
    is_broken_off: bool,
    found_hung: bool,
}

impl Kept {
    /// Packs a conversation.
    pub fn of(transcript: &Transcript) -> Self {
        let text = print_entries(&transcript.entries);
        Self {
            head: transcript.head.clone(),
            packed: lz4_flex::compress_prepend_size(text.as_bytes()).into(),
            is_broken_off: transcript.is_broken_off(),
            found_hung: transcript.found_hung(),
        }
    }

    /// The conversation, entry for entry.
    pub fn open(&self) -> Transcript {
        let entries = parse_entries(&self.entries(), 1).expect("what is printed parses back");
        Transcript::of(self.head.clone(), entries)
    }

    /// The conversation as it is printed.
    pub fn text(&self) -> String {
        print_head(&self.head) + &self.entries()
    }

    fn entries(&self) -> String {
        let bytes = lz4_flex::decompress_size_prepended(&self.packed).expect("what is packed unpacks");
        String::from_utf8(bytes).expect("what is printed is text")
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

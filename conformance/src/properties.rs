//! What must hold for any bytes: the properties that the fuzz targets try, replayed over the corpus by tests.

use crate::transcript;
use crate::transport::sse::{Splitter, read_block};

/// Text that parses as a transcript prints to a form that parses to the same transcript.
///
/// # Panics
///
/// If it does not.
pub fn transcript_text_is_stable(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(parsed) = transcript::parse(text) {
        assert_eq!(transcript::parse(&transcript::print(&parsed)), Ok(parsed));
    }
}

/// The events of a stream do not depend on where the bytes are cut on their way.
///
/// # Panics
///
/// If they do.
pub fn event_blocks_do_not_depend_on_arrival(bytes: &[u8]) {
    let Some((first, stream)) = bytes.split_first() else {
        return;
    };
    let cut = usize::from(*first) % (stream.len() + 1);
    let events = |parts: &[&[u8]]| {
        let mut splitter = Splitter::default();
        let blocks: Vec<Vec<u8>> = parts.iter().flat_map(|part| splitter.push(part)).collect();
        blocks.iter().map(|block| read_block(block)).collect::<Vec<_>>()
    };
    assert_eq!(events(&[&stream[..cut], &stream[cut..]]), events(&[stream]));
}

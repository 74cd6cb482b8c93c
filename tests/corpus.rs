//! Every input of the corpus is tried again on the property that it is for.

use std::path::Path;

fn replay(folder: &str, property: fn(&[u8])) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../corpus")
        .join(folder);
    let mut inputs = 0;
    for entry in std::fs::read_dir(&path).expect("the corpus is there") {
        let file = entry.expect("an entry").path();
        property(&std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
        inputs += 1;
    }
    assert!(inputs > 0, "{} is empty", path.display());
}

#[test]
fn every_transcript_of_the_corpus_prints_as_it_parses() {
    replay(
        "seeds/transcript",
        conformance::properties::transcript_text_is_stable,
    );
}

#[test]
fn every_event_stream_of_the_corpus_reads_the_same_however_it_arrives() {
    replay(
        "seeds/event_stream",
        conformance::properties::event_blocks_do_not_depend_on_arrival,
    );
}

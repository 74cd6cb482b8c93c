//! Every input of the fuzz target's corpus is tried again.

use std::path::Path;

#[test]
fn every_input_of_the_corpus_gets_well_formed_answers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/seeds/auth_connection");
    let mut inputs = 0;
    for entry in std::fs::read_dir(&path).expect("the corpus is there") {
        let file = entry.expect("an entry").path();
        let input = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        mock_auth_server::properties::auth_connection(&input);
        inputs += 1;
    }
    assert!(inputs > 0, "{} is empty", path.display());
}

//! Tokens are these bytes and no others, for every defect under every algorithm, on every machine.
//!
//! A change of these bytes breaks whoever has recorded tokens, transcripts or digests.
//! Where it is meant, the failing test has written the new file and says where: read the difference, then copy it
//! over `tests/golden/tokens.txt` and say in the commit why the bytes had to change.

use std::fmt::Write;
use std::path::Path;

use mock_auth_server::{Algorithm, Clock, Minter, Token, defect, defects};
use sha2::{Digest, Sha256};

const HEAD: &str = "\
# Tokens of seed 0, issuer http://127.0.0.1:9/tenant, the default clock and audience http://127.0.0.1:3000/mcp.
# First the key set and some tokens as they are, then the SHA-256 of each defect's token under each algorithm.
# How to change this file on purpose: see tests/golden.rs.
";

/// Defects whose tokens a reader may want to see.
const READABLE: [&str; 5] = [
    "audience-foreign",
    "alg-none",
    "expired-hour",
    "duplicate-audience-foreign-last",
    "jku-foreign",
];

fn known_tokens() -> String {
    let minter = Minter::new(0, "http://127.0.0.1:9/tenant", Clock::default());
    let token = |algorithm| Token {
        algorithm,
        ..Token::for_resource("http://127.0.0.1:3000/mcp")
    };
    let mut text = HEAD.to_owned();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "\njwks {}", minter.jwks());
    for algorithm in Algorithm::ALL {
        let _ = writeln!(text, "good {algorithm} {}", minter.mint(&token(algorithm)));
    }
    for id in READABLE {
        let spoilt = minter.mint_defective(&token(Algorithm::Es256), defect(id).expect(id));
        let _ = writeln!(text, "{id} ES256 {spoilt}");
    }
    for algorithm in Algorithm::ALL {
        let _ = writeln!(text);
        let token = token(algorithm);
        for defect in defects().iter().filter(|defect| defect.applies_to(&token)) {
            let digest = Sha256::digest(minter.mint_defective(&token, defect));
            let _ = write!(text, "{} {algorithm} ", defect.id);
            for byte in digest {
                let _ = write!(text, "{byte:02x}");
            }
            text.push('\n');
        }
    }
    text
}

#[test]
fn the_tokens_of_a_seed_are_the_known_ones_byte_for_byte() {
    let (known, made) = (include_str!("golden/tokens.txt"), known_tokens());
    if known == made {
        return;
    }
    let changed: Vec<&str> = made
        .lines()
        .filter(|line| !known.lines().any(|other| other == *line))
        .filter_map(|line| line.get(..line.len().min(60)))
        .take(20)
        .collect();
    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tokens.txt");
    std::fs::write(&fresh, &made).expect("the folder of test files can be written");
    panic!(
        "the bytes of tokens changed (the first 20 lines below); if that is meant, copy {} over tests/golden/tokens.txt\n{}",
        fresh.display(),
        changed.join("\n")
    );
}

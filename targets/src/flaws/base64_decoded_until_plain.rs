use super::Flaw;
use crate::behaviour::HeaderCheck;

/// An encoded header is decoded until it is plain.
pub static FLAW: Flaw = Flaw {
    id: "base64-decoded-until-plain",
    summary: "an encoded header is decoded until it is plain",
    apply: |behaviour| behaviour.headers = HeaderCheck::DecodedUntilPlain,
    fails: &["headers.decoded-once"],
};

//! What betrays a token.
//!
//! - The token, its claims or its signature, which no other token has; in whatever encoding, and within whatever else.
//! - The signature in pieces. The rest of a token is much the same in every token of an issuer, the signature is not.
//! - A token that another key signed and that still is the same one: it has its `jti`, which is never given twice
//!   (RFC 7519 section 4.1.7), or its subject and both its dates, where no other token has these ([`Dates`]).
//! - Its digest. That is not the token, and nobody who has it can use it as one. It still names the token to whoever
//!   knows it, and where an upstream service takes the digest for a key, it has become a credential. So it is found
//!   apart from the others ([`Traces::digest_in`]), for a lesser finding. In a proof of possession it is in its lawful
//!   place (`ath`, RFC 9449 section 4.2): such a proof goes with the token that it names, and that token is found by
//!   itself.

use std::collections::BTreeMap;
use std::fmt;

use md5::Md5;
use memchr::memmem;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::jwt;
use super::views::{View, views};

/// The shortest part of a token that is looked for: shorter ones occur by chance.
const SHORTEST: usize = 12;

/// The shortest piece that counts where a token is spread over several places.
const PIECE: usize = 8;

/// Bytes of a digest that are looked for. Half a digest is what `at_hash` holds (`OpenID` Connect Core section 3.1.3.6).
const DIGEST: usize = 16;

/// A token, and what it is found by.
pub struct Traces {
    token: String,
    /// The parts that no other token has: the claims and the signature, or all of a token without parts.
    parts: Vec<Vec<u8>>,
    /// What is looked for in pieces: the last of those.
    secret: Vec<u8>,
    /// Where in it the pieces of that length lie.
    pieces: BTreeMap<Vec<u8>, Vec<usize>>,
    claims: Value,
    /// Whether its dates are its own, and not those of every token issued at that time.
    dates: Dates,
    digests: Vec<(&'static str, Vec<u8>)>,
}

/// Whether the dates of a token tell it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// It was issued at a time at which no other was.
    Own,
    /// Others were issued at the same time.
    Shared,
}

/// Where in a request something arrived.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header, by its name.
    Header(String),
    /// The body.
    Body,
}

/// What of the token arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// All of it.
    Whole,
    /// Its claims or its signature.
    Part,
    /// Pieces that make up its signature.
    Pieces,
    /// Another token with its `jti`.
    SameIdentifier,
    /// Another token with its subject and dates.
    SameClaims,
    /// A digest of it, by this algorithm.
    Digest(&'static str),
}

/// That something of a token arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// What.
    pub form: Form,
    /// Where; several places for pieces.
    pub places: Vec<Place>,
    /// What it was hidden by, outermost first.
    pub disguise: Vec<&'static str>,
}

impl Traces {
    /// What a token is found by.
    pub fn of(token: &str, dates: Dates) -> Self {
        let parts: Vec<Vec<u8>> = match token.split('.').collect::<Vec<_>>().as_slice() {
            [_, rest @ ..] if !rest.is_empty() => rest.iter().map(|part| part.as_bytes().to_vec()).collect(),
            _ => vec![token.as_bytes().to_vec()],
        };
        let parts: Vec<Vec<u8>> = parts.into_iter().filter(|part| part.len() >= SHORTEST).collect();
        let secret = parts.last().cloned().unwrap_or_default();
        let mut pieces: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
        for (place, piece) in secret.windows(PIECE).enumerate() {
            pieces.entry(piece.to_vec()).or_default().push(place);
        }
        Self {
            token: token.to_owned(),
            parts,
            secret,
            pieces,
            claims: jwt::claims(token).unwrap_or_default(),
            dates,
            digests: [token.to_owned(), format!("Bearer {token}")]
                .iter()
                .flat_map(|text| digests(text.as_bytes()))
                .collect(),
        }
    }

    /// What of the token is in the requests, if anything is; the pieces of all of them count together.
    /// `exchanged` says whether the issuer gave another token for this one: that one names the same subject.
    pub fn token_in(&self, requests: &[&[u8]], exchanged: bool) -> Option<Arrival> {
        let mut covered = vec![false; self.secret.len()];
        let mut over = Vec::new();
        for (place, bytes) in requests.iter().flat_map(|request| places(request)) {
            for view in views(bytes) {
                if let Some(form) = self.form_in(&view.bytes, exchanged) {
                    return Some(Arrival {
                        form,
                        places: vec![place],
                        disguise: view.undone,
                    });
                }
                if self.cover(&view, &mut covered) && !over.contains(&place) {
                    over.push(place.clone());
                }
            }
        }
        let count = covered.iter().filter(|covered| **covered).count();
        // What lies between two pieces, or is shorter than one, is missing.
        let enough = count >= SHORTEST && count * 4 >= self.secret.len() * 3;
        enough.then_some(Arrival {
            form: Form::Pieces,
            places: over,
            disguise: Vec::new(),
        })
    }

    /// The digest of the token in the requests, if it is there and not in a proof of possession.
    pub fn digest_in(&self, requests: &[&[u8]]) -> Option<Arrival> {
        let all = requests.iter().flat_map(|request| places(request));
        let other = all.filter(|(place, _)| *place != Place::Header("dpop".to_owned()));
        for (place, bytes) in other {
            for view in views(bytes) {
                let is_in = |(_, digest): &&(_, Vec<u8>)| memmem::find(&view.bytes, digest).is_some();
                if let Some((name, _)) = self.digests.iter().find(is_in) {
                    return Some(Arrival {
                        form: Form::Digest(name),
                        places: vec![place],
                        disguise: view.undone,
                    });
                }
            }
        }
        None
    }

    fn form_in(&self, bytes: &[u8], exchanged: bool) -> Option<Form> {
        let is_in = |part: &[u8]| memmem::find(bytes, part).is_some();
        if self.token.len() >= SHORTEST && is_in(self.token.as_bytes()) {
            return Some(Form::Whole);
        }
        if self.parts.iter().any(|part| is_in(part)) {
            return Some(Form::Part);
        }
        if !self.claims.is_object() || memmem::find(bytes, b"eyJ").is_none() {
            return None;
        }
        let others = jwt::all(bytes);
        others
            .iter()
            .find_map(|(_, claims)| self.likeness(claims, exchanged))
    }

    /// What another token has of this one.
    fn likeness(&self, other: &Value, exchanged: bool) -> Option<Form> {
        let same = |name: &str| !self.claims[name].is_null() && self.claims[name] == other[name];
        if same("jti") {
            return Some(Form::SameIdentifier);
        }
        let is_issuers_own = exchanged && same("iss");
        let is_dated = self.dates == Dates::Own && !is_issuers_own;
        (is_dated && same("sub") && same("iat") && same("exp")).then_some(Form::SameClaims)
    }

    /// Marks what of the secret is in the view; says whether anything is.
    fn cover(&self, view: &View, covered: &mut [bool]) -> bool {
        let mut found = false;
        for piece in view.bytes.windows(PIECE) {
            for place in self.pieces.get(piece).into_iter().flatten() {
                covered[*place..place + PIECE].fill(true);
                found = true;
            }
        }
        found
    }
}

fn digests(text: &[u8]) -> [(&'static str, Vec<u8>); 5] {
    let all = [
        ("SHA-256", Sha256::digest(text).to_vec()),
        ("SHA-384", Sha384::digest(text).to_vec()),
        ("SHA-512", Sha512::digest(text).to_vec()),
        ("SHA-1", Sha1::digest(text).to_vec()),
        ("MD5", Md5::digest(text).to_vec()),
    ];
    all.map(|(name, digest)| (name, digest[..DIGEST].to_vec()))
}

/// The parts of a request in which a token may lie.
fn places(request: &[u8]) -> Vec<(Place, &[u8])> {
    let find = |mark: &[u8]| memmem::find(request, mark);
    let line_end = find(b"\r\n").unwrap_or(request.len());
    let head_end = find(b"\r\n\r\n").unwrap_or(request.len());
    let target = request[..line_end]
        .split(|byte| *byte == b' ')
        .nth(1)
        .unwrap_or_default();
    let question = memchr::memchr(b'?', target).unwrap_or(target.len());
    let mut found = vec![
        (Place::Path, &target[..question]),
        (Place::Query, &target[question..]),
    ];
    for line in header_lines(&request[line_end..head_end]) {
        let colon = memchr::memchr(b':', line).unwrap_or(line.len());
        let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
        // A name may hide something as well.
        found.push((Place::Header(name), line));
    }
    found.push((Place::Body, &request[head_end..]));
    found.retain(|(_, bytes)| !bytes.is_empty());
    found
}

/// The lines of a head, each with those that continue it (RFC 9112 section 5.2).
fn header_lines(head: &[u8]) -> Vec<&[u8]> {
    let mut starts: Vec<usize> = memchr::memchr_iter(b'\n', head)
        .map(|end| end + 1)
        .filter(|start| head.get(*start).is_some_and(|byte| !byte.is_ascii_whitespace()))
        .collect();
    starts.push(head.len());
    starts
        .windows(2)
        .map(|pair| head[pair[0]..pair[1]].trim_ascii())
        .collect()
}

impl fmt::Display for Place {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path => to.write_str("the path"),
            Self::Query => to.write_str("the query"),
            Self::Header(name) if name == "cookie" => to.write_str("a cookie"),
            Self::Header(name) => write!(to, "the header {name:?}"),
            Self::Body => to.write_str("the body"),
        }
    }
}

impl fmt::Display for Arrival {
    /// What arrived, in which disguise and where, as the subject of a sentence and its adverbs around "reached …".
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.form {
            Form::Whole => "the client's token".to_owned(),
            Form::Part => "the claims or the signature of the client's token".to_owned(),
            Form::Pieces => "the client's token, in pieces,".to_owned(),
            Form::SameIdentifier => "another token with the jti of the client's".to_owned(),
            Form::SameClaims => "another token with the subject and the dates of the client's".to_owned(),
            Form::Digest(algorithm) => format!("the {algorithm} digest of the client's token"),
        };
        let places: Vec<String> = self.places.iter().map(Place::to_string).collect();
        write!(
            to,
            "{what} reached the upstream service in {}",
            places.join(" and ")
        )?;
        if !self.disguise.is_empty() {
            write!(to, ", {}", self.disguise.join(", "))?;
        }
        Ok(())
    }
}

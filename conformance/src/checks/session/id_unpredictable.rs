use crate::check::{Check, Judgement, Severity, Verdict, advise, fails, passes, require};
use crate::probes::sessions::{HANDSHAKE, IDS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.id-unpredictable",
    requirements: &["SESSION-ID-UNPREDICTABLE"],
    summary: "session ids do not follow from one another",
    severity: Severity::High,
    probe: &IDS,
    needs: &[],
    judge,
    remedy: "Make session ids of at least 128 bits from a cryptographically secure random number generator.",
    classes: &["CWE-330", "MCP07:2025"],
    examples: &[
        passes(
            "handshake | 200 | Mcp-Session-Id: 8f1c6a02b7e94d35a1c0ffee12345678 | ok\n\
             handshake | 200 | Mcp-Session-Id: 01b7e94d35a1c0ffee123456788f1c6a | ok\n\
             handshake | 200 | Mcp-Session-Id: c0ffee123456788f1c6a02b7e94d35a1 | ok",
        ),
        passes(
            "handshake | 200 | Mcp-Session-Id: eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiIxIn0.aaaa | ok\n\
             handshake | 200 | Mcp-Session-Id: eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiIyIn0.aaab | ok\n\
             handshake | 200 | Mcp-Session-Id: eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiIzIn0.aaac | ok",
        ),
        fails(
            "handshake | 200 | Mcp-Session-Id: session-9 | ok\nhandshake | 200 | Mcp-Session-Id: session-10 | ok\n\
             handshake | 200 | Mcp-Session-Id: session-12 | ok",
            "session ids count up",
        ),
        fails(
            "handshake | 200 | Mcp-Session-Id: k3x9 | ok\nhandshake | 200 | Mcp-Session-Id: a1zz | ok\n\
             handshake | 200 | Mcp-Session-Id: q0c7 | ok",
            "less than 64 bits of a session id vary",
        ),
    ],
};

/// Digits of the longest number that is taken for a counter or a time; a random one has more.
const LONGEST_NUMBER: usize = 16;

fn judge(seen: &Transcript) -> Judgement {
    let mut ids = Vec::new();
    for id in super::issued(seen, HANDSHAKE)? {
        let id = String::from_utf8_lossy(&id).into_owned();
        // That ids come twice is the matter of another check.
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() < 3 {
        return Err(Verdict::inconclusive(
            "fewer than three different session ids were issued",
        ));
    }
    unpredictable(&ids, "session id", "session ids")
}

/// Holds that values that were issued one after another do not follow from one another. One of them is called `one`
/// in findings, and all of them `many`.
pub(crate) fn unpredictable(ids: &[String], one: &str, many: &str) -> Judgement {
    if ids.iter().all(|id| is_uuid(id) || is_signed_token(id)) {
        return Ok(());
    }
    let varying = varying(ids);
    require(!counts_up(&varying), || format!("{many} count up"))?;
    advise(bits(&varying) >= 64.0, || {
        format!("less than 64 bits of a {one} vary")
    })
}

fn is_uuid(id: &str) -> bool {
    let lengths: Vec<usize> = id.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && id.chars().all(|found| found == '-' || found.is_ascii_hexdigit())
}

fn is_signed_token(id: &str) -> bool {
    id.starts_with("eyJ") && id.split('.').count() == 3
}

/// The ids without the prefix of letters and signs, and without the digits, that they all begin with.
fn varying(ids: &[String]) -> Vec<&[u8]> {
    let first = ids[0].as_bytes();
    let shared = |length: usize| {
        ids.iter()
            .all(|id| id.as_bytes().get(..length) == first.get(..length))
    };
    let prefix = (0..=first.len())
        .rev()
        .find(|length| shared(*length))
        .unwrap_or(0);
    // The numbers 9 and 10 share no digit, and 10 and 12 share one that belongs to both.
    let digits = first[..prefix]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count();
    let whole = ids.iter().any(|id| id.len() != first.len());
    let start = if whole { prefix - digits } else { prefix };
    ids.iter().map(|id| &id.as_bytes()[start..]).collect()
}

fn counts_up(varying: &[&[u8]]) -> bool {
    let numbers = varying.iter().all(|part| {
        part.len() <= LONGEST_NUMBER && !part.is_empty() && part.iter().all(u8::is_ascii_hexdigit)
    });
    numbers
        && varying
            .windows(2)
            .all(|pair| (pair[0].len(), pair[0]) < (pair[1].len(), pair[1]))
}

/// How many bits the places that vary can hold, by the kinds of characters seen in them.
fn bits(varying: &[&[u8]]) -> f64 {
    let shortest = varying.iter().map(|part| part.len()).min().unwrap_or(0);
    let seen = || varying.iter().flat_map(|part| part.iter());
    let has = |kind: fn(&u8) -> bool| seen().any(kind);
    let size = match () {
        () if !has(u8::is_ascii_alphabetic) => 10.0,
        () if seen().all(u8::is_ascii_hexdigit) => 16.0,
        () if has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) => 64.0,
        () => 36.0,
    };
    f64::from(u32::try_from(shortest).unwrap_or(u32::MAX)) * f64::log2(size)
}

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
pub(crate) const LONGEST_NUMBER: usize = 16;

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
    // A counter may be written as a UUID, too.
    let plain: Vec<String> = ids.iter().map(|id| without_hyphens(id)).collect();
    let varying = varying(&plain);
    require(!counts_up(&varying), || format!("{many} count up"))?;
    if ids.iter().all(|id| is_uuid(id) || is_signed_token(id)) {
        return Ok(());
    }
    advise(bits(&varying) >= 64.0, || {
        format!("less than 64 bits of a {one} vary")
    })
}

fn is_uuid(id: &str) -> bool {
    let lengths: Vec<usize> = id.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && id.chars().all(|found| found == '-' || found.is_ascii_hexdigit())
}

fn without_hyphens(id: &str) -> String {
    if is_uuid(id) {
        id.replace('-', "")
    } else {
        id.to_owned()
    }
}

fn is_signed_token(id: &str) -> bool {
    id.starts_with("eyJ") && id.split('.').count() == 3
}

/// The ids without the prefix of letters and signs, and without the digits, that they all begin with, and without what
/// they all end with.
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
    let parts: Vec<&[u8]> = ids.iter().map(|id| &id.as_bytes()[start..]).collect();
    let shortest = parts.iter().map(|part| part.len()).min().unwrap_or(0);
    let ends_alike = |length: &usize| {
        let end = |part: &[u8]| part[part.len() - length..].to_vec();
        parts.iter().all(|part| end(part) == end(parts[0]))
    };
    let suffix = (0..=shortest).rev().find(ends_alike).unwrap_or(0);
    parts.iter().map(|part| &part[..part.len() - suffix]).collect()
}

fn counts_up(varying: &[&[u8]]) -> bool {
    let numbers = varying
        .iter()
        .all(|part| part.len() <= LONGEST_NUMBER && part.iter().all(u8::is_ascii_hexdigit));
    numbers
        && varying
            .windows(2)
            .all(|pair| (pair[0].len(), pair[0]) < (pair[1].len(), pair[1]))
}

/// How many bits the places that vary can hold, by the kinds of characters seen in them. Numbers without leading zeros are
/// of different lengths, and the longest tells their range.
fn bits(varying: &[&[u8]]) -> f64 {
    let mut lengths: Vec<usize> = varying.iter().map(|part| part.len()).collect();
    lengths.sort_unstable();
    let seen = || varying.iter().flat_map(|part| part.iter());
    let has = |kind: fn(&u8) -> bool| seen().any(kind);
    let size = match () {
        () if !has(u8::is_ascii_alphabetic) => 10.0,
        () if seen().all(u8::is_ascii_hexdigit) => 16.0,
        () if has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) => 64.0,
        () => 36.0,
    };
    let is_number = seen().all(u8::is_ascii_hexdigit);
    let typical = if is_number {
        lengths.last()
    } else {
        lengths.get(lengths.len() / 2)
    };
    let typical = typical.copied().unwrap_or(0);
    f64::from(u32::try_from(typical).unwrap_or(u32::MAX)) * f64::log2(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(ids: impl Iterator<Item = String>) -> Judgement {
        unpredictable(&ids.collect::<Vec<_>>(), "id", "ids")
    }

    /// Numbers of 64 bits, the same each time (the multiplier is that of Knuth's MMIX).
    fn random() -> impl Iterator<Item = u64> {
        std::iter::successors(Some(0x9E37_79B9_7F4A_7C15_u64), |last| {
            Some(
                last.wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407),
            )
        })
        .take(200)
    }

    #[test]
    fn random_numbers_may_be_written_without_leading_zeros() {
        assert_eq!(judged(random().map(|number| number.to_string())), Ok(()));
        assert_eq!(judged(random().map(|number| format!("{number:x}"))), Ok(()));
        let few = judged(random().map(|number| (number >> 24).to_string()));
        assert!(matches!(few, Err(Verdict::Warn(_))), "{few:?}");
    }

    #[test]
    fn a_counter_in_the_form_of_a_uuid_counts_up() {
        let uuid = |number: u64| format!("00000000-0000-4000-8000-{number:012x}");
        let counted = judged((4090..4100).map(uuid));
        assert!(matches!(counted, Err(Verdict::Fail(_))), "{counted:?}");
        let drawn: Vec<u64> = random().collect();
        let uuids = drawn.chunks(2).map(|pair| {
            let digits = format!("{:016x}{:016x}", pair[0], pair[1]);
            let parts = [
                &digits[..8],
                &digits[8..12],
                &digits[12..16],
                &digits[16..20],
                &digits[20..],
            ];
            parts.join("-")
        });
        assert_eq!(judged(uuids), Ok(()));
    }

    #[test]
    fn what_all_ids_end_with_is_no_entropy() {
        let tail = "8f1c6a02b7e94d35a1c0ffee12345678";
        for counted in [
            judged((8..12).map(|number| format!("{number}-{tail}"))),
            judged((8..12).map(|number| format!("{number}{tail}"))),
            judged((1..30).map(|number| format!("s{number:04}{tail}"))),
        ] {
            assert!(matches!(counted, Err(Verdict::Fail(_))), "{counted:?}");
        }
        let short = judged(random().map(|number| format!("{:x}.{tail}", number >> 32)));
        assert!(matches!(short, Err(Verdict::Warn(_))), "{short:?}");
    }
}

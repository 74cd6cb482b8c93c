//! What a judge reads of these handles.

use super::{MADE, handle_in};
use crate::check::{Judgement, Verdict};
use crate::checks::session::LONGEST_NUMBER;
use crate::transcript::Transcript;

/// Holds that the handle of one user names nothing of another user's own: handles may be counted for each user, so that
/// both have a first one.
pub fn are_apart(seen: &Transcript) -> Judgement {
    let Some(declared) = &seen.head.facts.declared.handle else {
        return Ok(());
    };
    let made: Vec<String> = seen
        .exchanges(MADE)
        .filter_map(|reply| handle_in(&reply, declared))
        .collect();
    let [first, second, ..] = made.as_slice() else {
        return Ok(());
    };
    if first == second {
        return Err(Verdict::inconclusive("both users were given the same handle"));
    }
    let counted: Option<Vec<(&str, u64)>> = made.iter().map(|handle| number(handle)).collect();
    if let Some(counted) = counted
        && counted.iter().all(|(name, _)| *name == counted[0].0)
        && !counted.is_sorted_by(|(_, one), (_, next)| one < next)
    {
        return Err(Verdict::inconclusive("handles are counted for each user"));
    }
    Ok(())
}

/// The number that a handle ends with, and what stands before it.
fn number(handle: &str) -> Option<(&str, u64)> {
    let name = handle.trim_end_matches(|character: char| character.is_ascii_digit());
    let digits = &handle[name.len()..];
    let number = digits.parse().ok().filter(|_| digits.len() <= LONGEST_NUMBER)?;
    Some((name, number))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::{checks, example};

    #[test]
    fn a_user_who_has_that_handle_too_takes_nothing() {
        let check = checks::find("authorization.handle-not-credential").expect("it is there");
        let judged = |made: [&str; 3], invented: &str| {
            let mut text = "first-uses-own-handle | 200 | ok\nsecond-uses-own-handle | 200 | ok\n\
                            second-uses-first-users-handle | 200 | ok\nnobody-uses-first-users-handle | 401\n"
                .to_owned();
            for handle in made {
                let _ = writeln!(
                    text,
                    r#"make-handle | 200 | {{"id":1,"result":{{"structuredContent":{{"basket":"{handle}"}}}}}}"#
                );
            }
            let _ = writeln!(text, "second-uses-invented-handle | {invented}");
            check.judge(&example::read(check, &text).expect("it is an example"))
        };
        for made in [
            ["1", "1", "2"],
            ["3", "4", "4"],
            ["3", "5", "4"],
            ["b-7", "b-2", "b-8"],
        ] {
            let own = judged(made, "404");
            assert!(matches!(own, Err(Verdict::Inconclusive(_))), "{made:?}: {own:?}");
        }
        for made in [["7", "8", "9"], ["b-7", "b-8", "b-10"], ["f6a9", "0c41", "77b3"]] {
            let taken = judged(made, "404");
            assert!(matches!(taken, Err(Verdict::Warn(_))), "{made:?}: {taken:?}");
        }
        let any = judged(["f6a9", "0c41", "77b3"], "200 | ok");
        assert!(matches!(any, Err(Verdict::Inconclusive(_))), "{any:?}");
    }
}

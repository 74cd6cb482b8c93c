//! What a judge reads of these flows.

use super::{FIRST, LAST};
use crate::check::{Judgement, Verdict};
use crate::sign_in::{Led, REGISTER, TOKEN, authorize_label, callback_label, led};
use crate::transcript::{Reply, Transcript};
use crate::user_agent::{Cookie, Page};

/// Holds that clients register, and that a browser could sign in, the whole way, before and after everything else.
pub fn served(seen: &Transcript) -> Judgement {
    let is_sent = |label: &str| seen.exchanges(label).next().is_some();
    if !is_sent(REGISTER) && !is_sent(TOKEN) && seen.note("halt").is_none() {
        return Err(Verdict::not_applicable("the target registers no clients"));
    }
    seen.control(TOKEN)?;
    for tag in [FIRST, LAST] {
        let (_, led) = end(seen, &callback_label(tag))?;
        if !led.has_code() {
            let why = format!("the sign-in \"{tag}\" led to no code");
            return Err(Verdict::inconclusive(why));
        }
    }
    Ok(())
}

/// The last exchange under a label, and where its answer sends a browser.
pub fn end<'t>(seen: &'t Transcript, label: &str) -> Result<(Reply<'t>, Led), Verdict> {
    let reply = match seen.exchanges(label).last() {
        Some(reply) => reply,
        None => seen.exchange(label)?,
    };
    reply.answered()?;
    if reply.status() >= 500 {
        let why = format!("\"{label}\" got {}, which is no refusal", reply.describe());
        return Err(Verdict::inconclusive(why));
    }
    let led = match &seen.head.facts.sign_in {
        Some(proxy) => led(&reply, proxy),
        None => Led::Nowhere,
    };
    Ok((reply, led))
}

/// The page of consent of the first flow; not applicable where there was none.
pub fn consent_page(seen: &Transcript) -> Result<Reply<'_>, Verdict> {
    let (reply, led) = end(seen, &authorize_label(FIRST))?;
    if led == Led::Page && asks_consent(&reply) {
        return Ok(reply);
    }
    Err(Verdict::not_applicable("no page of consent was shown"))
}

/// Whether a page has something to approve by.
pub fn asks_consent(reply: &Reply<'_>) -> bool {
    // Where the page lies does not matter here.
    let somewhere = "http://127.0.0.1/".parse().ok();
    somewhere.is_some_and(|url| Page::read(&reply.body).approval(&url).is_some())
}

/// Holds that the way back under this tag took no code to a client.
pub fn no_code(seen: &Transcript, tag: &str, says: impl FnOnce() -> String) -> Judgement {
    let (reply, led) = end(seen, &callback_label(tag))?;
    reply.require(!led.has_code(), says)
}

/// Whether no other site may put a page into a frame: by `frame-ancestors`, which wins where it stands, or by
/// `X-Frame-Options`.
pub fn is_kept_from_frames(page: &Reply<'_>) -> bool {
    let policies = page
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-security-policy"));
    let directives: Vec<String> = policies
        .flat_map(|(_, value)| {
            String::from_utf8_lossy(value)
                .to_ascii_lowercase()
                .split([';', ','])
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let ancestors = directives
        .iter()
        .find_map(|directive| directive.trim().strip_prefix("frame-ancestors"));
    match ancestors {
        Some(ancestors) => !ancestors
            .split_whitespace()
            .any(|source| matches!(source, "*" | "http:" | "https:")),
        None => page
            .header("x-frame-options")
            .is_some_and(|value| matches!(value.trim().to_ascii_lowercase().as_str(), "deny" | "sameorigin")),
    }
}

/// The cookies that an answer sets.
pub fn cookies_set(reply: &Reply<'_>) -> Vec<Cookie> {
    // Where the page lies does not matter here.
    let Ok(somewhere) = "http://127.0.0.1/".parse() else {
        return Vec::new();
    };
    let values = reply
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
    values
        .filter_map(|(_, value)| Cookie::read(&somewhere, &String::from_utf8_lossy(value)))
        .collect()
}

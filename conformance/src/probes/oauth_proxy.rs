//! A target that is an authorization server of its own and sends people on to another one, where it is one client for
//! all of its clients: the confused deputy.
//!
//! A browser signs in, the whole way, before and after everything else. Between, one thing is changed in each flow, and
//! the flow is followed as far as it goes.

pub mod seen;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use url::Url;

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::sign_in::{
    self, Browser, Client, Led, Server, TOKEN, approve, approve_label, authorize_label, register,
};
use crate::user_agent::{Page, Sender, query_value, with_query};

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&OAUTH_PROXY];

/// The flow of the first client, in a browser that was nowhere yet.
pub const FIRST: &str = "first";
/// The flow of another client, in the browser that approved the first.
pub const SECOND: &str = "second-client";
/// The flow of the first client in that browser, again.
pub const AGAIN: &str = "again";
/// The last flow, the first client's in another browser.
pub const LAST: &str = "last";

/// The note that says whether the first client got a token that our authorization server made, of whatever kind, or one
/// that holds it.
pub const UPSTREAM_TOKEN: &str = "upstream-token";

/// The name of the first client, and of the second.
pub const CLIENT: &str = "client";
/// The name of the second client.
pub const OTHER_CLIENT: &str = "other-client";

/// Approvals of one browser's page that another site has another browser send: the tag, and what that browser is.
pub const FORGED: &[(&str, &str)] = &[
    ("forged-in-fresh-browser", "a browser that was nowhere yet"),
    (
        "forged-beside-page",
        "a browser that had a page of consent of its own open",
    ),
];

/// Callbacks with one thing wrong: the tag, and what is wrong.
pub const CALLBACKS: &[(&str, &str)] = &[
    ("no-state", "without a state"),
    ("wrong-state", "with a state that was altered"),
    (
        "empty-jar",
        "in a browser without the cookies of the one that approved",
    ),
    (
        "other-jar",
        "in another browser, which has a sign-in of its own under way",
    ),
    ("used-state", "with a state that was used before"),
];

/// The flow that uses a state for the first time which is then used again.
pub const FIRST_USE: &str = "before-used-state";

/// Ways to the callback past the page of consent. The first is the address at our authorization server that another
/// browser was sent to; the others have a state that could be read off the page or its cookies.
pub const UNAPPROVED: &str = "unapproved";
/// States that are tried.
const GUESSES: usize = 6;

/// The label of the way back in the flow with that guess.
pub fn unapproved_tag(guess: usize) -> String {
    format!("{UNAPPROVED}-{guess}")
}

/// The note that says how many ways past the page there were.
pub const WAYS: &str = "ways-past-consent";

/// Shorter texts are no signed tokens.
const SHORTEST_TOKEN: usize = 32;

/// Cookies that are left out in turn.
const LEFT_OUT: usize = 6;

/// The tag of the flow without that cookie.
pub fn without_cookie_tag(cookie: usize) -> String {
    format!("without-cookie-{cookie}")
}

/// The note that holds the name of that cookie.
pub fn cookie_note(cookie: usize) -> String {
    format!("cookie-{cookie}")
}

/// How a redirect URI is altered.
type Alter = fn(&Url) -> Option<String>;

/// Redirect URIs that are not the registered one: the tag, what is altered, and how. Another port is none of them: for
/// programs on the same machine it may vary (RFC 8252 section 7.3).
pub const ALTERED: &[(&str, &str, Alter)] = &[
    ("altered-path", "another path", |url| {
        Some(url.as_str().replace("/callback", "/elsewhere"))
    }),
    ("altered-below", "a longer path", |url| {
        Some(format!("{url}/below"))
    }),
    ("altered-slash", "a slash at the end", |url| {
        Some(format!("{url}/"))
    }),
    ("altered-query", "a query", |url| Some(format!("{url}?x=1"))),
    ("altered-sub-domain", "a sub-domain", |url| {
        let host = url.domain()?;
        Some(url.as_str().replacen(host, &format!("sub.{host}"), 1))
    }),
    ("altered-suffix", "a domain behind its host", |url| {
        let host = url.host_str()?;
        Some(
            url.as_str()
                .replacen(host, &format!("{host}.attacker.example"), 1),
        )
    }),
    (
        "altered-userinfo",
        "its host in the place of a user's name",
        |url| {
            let host = url.host_str()?;
            Some(
                url.as_str()
                    .replacen(host, &format!("{host}@attacker.example"), 1),
            )
        },
    ),
    ("altered-encoding", "a letter of its path encoded", |url| {
        Some(url.as_str().replace("/callback", "/%63allback"))
    }),
    ("altered-case", "its path in upper case", |url| {
        Some(url.as_str().replace("/callback", "/CALLBACK"))
    }),
];

/// A whole sign-in, and the same with one thing changed at a time.
pub static OAUTH_PROXY: Probe = Probe {
    name: "oauth-proxy",
    era: Era::Any,
    over: Over::Http,
    needs: &[Need::Proxy],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    let Some(server) = sign_in::find(c).await? else {
        return Ok(());
    };
    let Some(client) = register(c, &server, CLIENT).await? else {
        return Ok(());
    };
    c.note(FIRST, client.redirect_uri.clone());
    let mut first = Browser::fresh(FIRST);
    if first.sign_in(c, &server, &client).await?.is_none() {
        return Ok(());
    }
    if let Some(auth_server) = c.ground.auth_server.clone() {
        let given = c.transcript().exchanges(TOKEN).last();
        let answer = given.and_then(|given| serde_json::from_slice::<Value>(&given.body).ok());
        let is_ours = texts(&answer.unwrap_or_default())
            .iter()
            .any(|text| holds_token_of(text, |word| auth_server.tenant().has_made(word)));
        c.note(UPSTREAM_TOKEN, if is_ours { "yes" } else { "no" });
    }
    if let Some(other) = register(c, &server, OTHER_CLIENT).await? {
        first.then(SECOND).sign_in(c, &server, &other).await?;
    }
    leave_cookies_out(c, &server, &client, &first).await?;
    forge(c, &server, &client).await?;
    alter_redirects(c, &server, &client).await?;
    break_callbacks(c, &server, &client).await?;
    pass_by_consent(c, &server, &client).await?;
    Browser::fresh(LAST).sign_in(c, &server, &client).await?;
    Ok(())
}

/// Every text in a token answer, at any depth: an upstream's token is no less one where it is given as a refresh token.
fn texts(answer: &Value) -> Vec<&str> {
    match answer {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Whether a token is one of ours, or has one in it.
fn holds_token_of(token: &str, is_ours: impl Fn(&str) -> bool) -> bool {
    let decoded = token
        .split('.')
        .filter_map(|part| URL_SAFE_NO_PAD.decode(part).ok());
    let readable = decoded.map(|part| String::from_utf8_lossy(&part).into_owned());
    let texts: Vec<String> = readable.chain([token.to_owned()]).collect();
    let is_part = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    texts
        .iter()
        .flat_map(|text| text.split(|character| !is_part(character)))
        .any(|word| word.len() > SHORTEST_TOKEN && is_ours(word))
}

/// Which cookie it is by which the target knows that the client was approved.
async fn leave_cookies_out(
    c: &mut Conversation,
    server: &Server,
    client: &Client,
    approved: &Browser,
) -> Result<(), Halt> {
    let request = sign_in::request(c, server, client, &client.redirect_uri);
    approved.then(AGAIN).ask(c, &request).await?;
    let kept = approved.jar.of(&server.authorize);
    let names: Vec<String> = kept.map(|cookie| cookie.name.clone()).take(LEFT_OUT).collect();
    for (index, name) in names.iter().enumerate() {
        c.note(&cookie_note(index), name.as_str());
        let mut browser = approved.then(&without_cookie_tag(index));
        browser.jar = browser.jar.without(name);
        let request = sign_in::request(c, server, client, &client.redirect_uri);
        browser.ask(c, &request).await?;
    }
    Ok(())
}

/// Somebody opens a page of consent in a browser of theirs, and has the browser of somebody else send it.
async fn forge(c: &mut Conversation, server: &Server, client: &Client) -> Result<(), Halt> {
    for (index, (tag, _)) in FORGED.iter().enumerate() {
        let request = sign_in::request(c, server, client, &client.redirect_uri);
        let mut forger = Browser::fresh(&format!("forger-{index}"));
        let (_, Some(approval)) = forger.ask(c, &request).await? else {
            return Ok(());
        };
        let mut misled = Browser::fresh(tag);
        if index > 0 {
            let own = sign_in::request(c, server, client, &client.redirect_uri);
            misled.ask(c, &own).await?;
        }
        let sender = match approval.body {
            Some(_) => Sender::ForeignForm,
            None => Sender::ForeignLink,
        };
        let (_, led_to) = approve(c, &approve_label(tag), &mut misled.jar, &approval, sender).await?;
        if let Led::Upstream(address) = led_to
            && let Ok(upstream) = address.parse()
            && let Some(callback) = misled.pass_upstream(c, &upstream).await?
        {
            misled.come_back(c, &callback).await?;
        }
    }
    Ok(())
}

async fn alter_redirects(c: &mut Conversation, server: &Server, client: &Client) -> Result<(), Halt> {
    let Ok(registered) = client.redirect_uri.parse::<Url>() else {
        return Ok(());
    };
    for (tag, _, alter) in ALTERED {
        let Some(altered) = alter(&registered) else {
            continue;
        };
        c.note(tag, altered.clone());
        let request = sign_in::request(c, server, client, &altered);
        let mut browser = Browser::fresh(tag);
        if let Some(callback) = browser.reach_callback(c, &request).await? {
            browser.come_back(c, &callback).await?;
        }
    }
    Ok(())
}

async fn break_callbacks(c: &mut Conversation, server: &Server, client: &Client) -> Result<(), Halt> {
    for (tag, _) in CALLBACKS {
        let request = sign_in::request(c, server, client, &client.redirect_uri);
        let mut browser = Browser::fresh(&format!("before-{tag}"));
        let Some(upstream) = browser.reach_upstream(c, &request).await? else {
            continue;
        };
        let Some(callback) = browser.pass_upstream(c, &upstream).await? else {
            continue;
        };
        let state = query_value(&callback, "state").unwrap_or_default();
        let mut changed = browser.then(tag);
        let callback = match *tag {
            "no-state" => without_state(&callback),
            "wrong-state" => with_query(&callback, &[("state", &altered(&state))]),
            "empty-jar" => {
                changed = Browser::fresh(tag);
                callback
            }
            "other-jar" => {
                let own = sign_in::request(c, server, client, &client.redirect_uri);
                let mut other = Browser::fresh("beside-other-jar");
                other.reach_upstream(c, &own).await?;
                changed = other.then(tag);
                callback
            }
            _ => {
                // The code of our authorization server is good once only, so the state comes with a fresh one.
                browser.come_back(c, &callback).await?;
                changed = browser.then(tag);
                match changed.pass_upstream(c, &upstream).await? {
                    Some(callback) => callback,
                    None => continue,
                }
            }
        };
        changed.come_back(c, &callback).await?;
    }
    Ok(())
}

fn without_state(url: &Url) -> Url {
    let pairs: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .filter(|(name, _)| name != "state")
        .collect();
    let mut url = url.clone();
    url.set_query(Some(&crate::user_agent::encoded(&pairs)));
    url
}

/// Another text of the same form.
fn altered(state: &str) -> String {
    let swapped = |character: char| match character {
        'a' => 'b',
        _ => 'a',
    };
    let mut characters: Vec<char> = state.chars().collect();
    // Not the last one, whose low bits may mean nothing.
    if let Some(character) = characters.first_mut() {
        *character = swapped(*character);
    }
    characters.into_iter().collect()
}

/// A browser that has a page of consent open, and approves nothing, is sent to our authorization server and comes back.
async fn pass_by_consent(c: &mut Conversation, server: &Server, client: &Client) -> Result<(), Halt> {
    let request = sign_in::request(c, server, client, &client.redirect_uri);
    let mut helper = Browser::fresh("approved-elsewhere");
    let Some(upstream) = helper.reach_upstream(c, &request).await? else {
        return Ok(());
    };
    let mut browser = Browser::fresh(UNAPPROVED);
    if browser.ask(c, &request).await?.0 != Led::Page {
        return Ok(());
    }
    let mut ways = vec![upstream.clone()];
    let guesses = states(c, &browser, server, &request.state);
    ways.extend(
        guesses
            .iter()
            .map(|guess| with_query(&upstream, &[("state", guess)])),
    );
    c.note(WAYS, ways.len().to_string());
    for (index, way) in ways.iter().enumerate() {
        let mut unapproved = browser.then(&unapproved_tag(index));
        if let Some(callback) = unapproved.pass_upstream(c, way).await? {
            unapproved.come_back(c, &callback).await?;
        }
    }
    Ok(())
}

/// What may be a state, of all that a browser has that only saw the page.
fn states(c: &Conversation, browser: &Browser, server: &Server, clients: &str) -> Vec<String> {
    let mut found = vec![clients.to_owned()];
    for cookie in browser.jar.of(&server.authorize) {
        found.push(cookie.value.clone());
        found.extend(cookie.value.split(['.', '|', ':', '~']).map(str::to_owned));
    }
    let label = authorize_label(&browser.tag);
    let pages = c.transcript().exchanges(&label);
    if let Some(page) = pages.last().map(|reply| Page::read(&reply.body)) {
        let fields = page.forms.into_iter().flat_map(|form| form.fields);
        found.extend(fields.map(|(_, value)| value));
    }
    let mut states: Vec<String> = Vec::new();
    for state in found {
        // A shorter one is a word of the page's, such as "true".
        if state.len() >= 8 && !states.contains(&state) {
            states.push(state);
        }
    }
    states.truncate(GUESSES);
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_an_answer_is_looked_at() {
        let answer = serde_json::json!({"access_token": "a", "expires_in": 60, "more": [{"id_token": "b"}]});
        assert_eq!(texts(&answer), ["a", "b"]);
    }

    #[test]
    fn a_token_within_a_token_is_found() {
        let ours = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";
        let is_ours = |text: &str| text == ours;
        let wrapped = URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"a","upstream":"{ours}"}}"#));
        assert!(holds_token_of(ours, is_ours));
        assert!(holds_token_of(&format!("e30.{wrapped}.c2ln"), is_ours));
        assert!(!holds_token_of(&ours[1..], is_ours));
        assert!(!holds_token_of("opaque-token", is_ours));
    }
}

//! What a browser does on the way: each redirect is an exchange of its own, and none leads off the target and us.

use url::Url;

use super::{Client, Request, Server, exchange, request};
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::principal::Principal;
use crate::transcript::{Reply, SignIn};
use crate::user_agent::{Approval, Jar, Page, Sender, with_query};

/// Redirects within the target that are followed.
const FOLLOWED: usize = 8;

/// Where an answer sends a browser.
#[derive(Clone, Debug, PartialEq)]
pub enum Led {
    /// To another address of the target.
    On(String),
    /// To the authorization endpoint of ours.
    Upstream(String),
    /// To an address elsewhere, which is the client's, or should be.
    Away(String),
    /// Nowhere: it is a page.
    Page,
    /// Nowhere.
    Nowhere,
}

impl Led {
    /// Whether it takes a code to a client.
    pub fn has_code(&self) -> bool {
        matches!(self, Self::Away(address) if has_code(address))
    }
}

fn has_code(address: &str) -> bool {
    let query = address.split_once(['?', '#']).map_or("", |(_, query)| query);
    query
        .split(['&', '#'])
        .any(|pair| pair.starts_with("code=") && pair.len() > "code=".len())
}

/// Where `reply` sends a browser.
pub fn led(reply: &Reply<'_>, sign_in: &SignIn) -> Led {
    let to = |address: &str| {
        let own = reply.sent_header("host").unwrap_or_default();
        let authority = address
            .split_once("://")
            .map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
        let upstream = sign_in.upstream.as_ref();
        if upstream.is_some_and(|upstream| address.starts_with(upstream)) {
            Led::Upstream(address.to_owned())
        } else if authority.is_none_or(|authority| authority == own) && !is_other_scheme(address) {
            Led::On(address.to_owned())
        } else {
            Led::Away(address.to_owned())
        }
    };
    if (300..400).contains(&reply.status()) {
        return reply.header("location").map_or(Led::Nowhere, to);
    }
    if !reply.is_success() || !reply.body.contains(&b'<') {
        return Led::Nowhere;
    }
    // Some show a page that says where the browser goes next.
    let page = Page::read(&reply.body);
    let links = page.links.iter().map(|(address, _)| to(address));
    links.into_iter().find(Led::has_code).unwrap_or(Led::Page)
}

/// `com.example.app:/callback`, for example.
fn is_other_scheme(address: &str) -> bool {
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
    scheme.split_once(':').is_some() && !address.starts_with("http")
}

/// Opens an address in a browser, and follows the redirects within the target.
pub async fn open(c: &mut Conversation, label: &str, jar: &mut Jar, url: &Url) -> Result<(Url, Led), Halt> {
    let out = c.page_request("GET", url);
    follow(c, label, jar, url.clone(), out, Sender::Own).await
}

/// Sends what a person's approval sends, from the page itself or from another site's.
pub async fn approve(
    c: &mut Conversation,
    label: &str,
    jar: &mut Jar,
    approval: &Approval,
    sender: Sender,
) -> Result<(Url, Led), Halt> {
    let mut out = c.page_request(
        if approval.body.is_some() { "POST" } else { "GET" },
        &approval.url,
    );
    if let Some(body) = &approval.body {
        out.set("Content-Type", "application/x-www-form-urlencoded");
        let origin = match sender {
            Sender::Own => approval.url.origin().ascii_serialization(),
            Sender::ForeignForm | Sender::ForeignLink => "https://attacker.example".to_owned(),
        };
        out.set("Origin", &origin);
        out.body = body.clone().into_bytes();
    }
    follow(c, label, jar, approval.url.clone(), out, sender).await
}

async fn follow(
    c: &mut Conversation,
    label: &str,
    jar: &mut Jar,
    mut url: Url,
    mut out: Outgoing,
    sender: Sender,
) -> Result<(Url, Led), Halt> {
    let Some(sign_in) = c.facts().sign_in.clone() else {
        return Ok((url, Led::Nowhere));
    };
    let site = match sender {
        Sender::Own if out.verb == "POST" => "same-origin",
        Sender::Own => "none",
        Sender::ForeignForm | Sender::ForeignLink => "cross-site",
    };
    let mut led_to = Led::Nowhere;
    for _ in 0..FOLLOWED {
        out.set("Sec-Fetch-Site", site);
        out.set("Sec-Fetch-Mode", "navigate");
        out.set("Sec-Fetch-Dest", "document");
        out.set("Sec-Fetch-User", "?1");
        if let Some(cookies) = jar.header(&url, sender) {
            out.set("Cookie", &cookies);
        }
        let reply = c.browse(label, &url, out).await?;
        for (name, value) in &reply.headers {
            if name.eq_ignore_ascii_case("set-cookie") {
                jar.take(&url, &String::from_utf8_lossy(value));
            }
        }
        led_to = led(&reply, &sign_in);
        let Led::On(address) = &led_to else { break };
        match url.join(address) {
            Ok(next) if c.is_targets(&next) => url = next,
            _ => break,
        }
        out = c.page_request("GET", &url);
    }
    Ok((url, led_to))
}

/// A browser, and the words that the labels of what it does begin with.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Its cookies.
    pub jar: Jar,
    /// The first part of its labels.
    pub tag: String,
    /// Who signs in with it at our authorization server.
    pub user: Principal,
}

impl Browser {
    /// A browser that was nowhere yet.
    pub fn fresh(tag: &str) -> Self {
        Self {
            jar: Jar::default(),
            tag: tag.to_owned(),
            user: Principal::A,
        }
    }

    /// The same browser, doing something else.
    #[must_use]
    pub fn then(&self, tag: &str) -> Self {
        Self {
            jar: self.jar.clone(),
            tag: tag.to_owned(),
            user: self.user,
        }
    }

    /// Opens the request; where a page of consent comes, what approving there sends.
    pub async fn ask(
        &mut self,
        c: &mut Conversation,
        request: &Request,
    ) -> Result<(Led, Option<Approval>), Halt> {
        let label = authorize_label(&self.tag);
        let (url, led_to) = open(c, &label, &mut self.jar, &request.url).await?;
        if led_to != Led::Page {
            return Ok((led_to, None));
        }
        let last = c.transcript().exchanges(&label).last();
        let typed = c.facts().sign_in.as_ref().map(|sign_in| &sign_in.form);
        let approval = last.zip(typed).and_then(|(reply, typed)| {
            let page = Page::read(&reply.body);
            page.filled(typed).approval(&url)
        });
        Ok((led_to, approval))
    }

    /// Opens the request and approves, where that is asked: where that leads.
    async fn authorize(&mut self, c: &mut Conversation, request: &Request) -> Result<Led, Halt> {
        let (led_to, approval) = self.ask(c, request).await?;
        let Some(approval) = approval else {
            return Ok(led_to);
        };
        let label = approve_label(&self.tag);
        let (_, led_to) = approve(c, &label, &mut self.jar, &approval, Sender::Own).await?;
        Ok(led_to)
    }

    /// Opens the request and approves, and is then sent to our authorization server: where to.
    pub async fn reach_upstream(
        &mut self,
        c: &mut Conversation,
        request: &Request,
    ) -> Result<Option<Url>, Halt> {
        Ok(match self.authorize(c, request).await? {
            Led::Upstream(address) => address.parse().ok(),
            _ => None,
        })
    }

    /// Goes to our authorization server, which sends everybody back at once: where to.
    pub async fn pass_upstream(&mut self, c: &mut Conversation, url: &Url) -> Result<Option<Url>, Halt> {
        if !c.is_issuers(url) {
            return Ok(None);
        }
        // Who signs in is said in the place where a person would say it.
        let url = with_query(url, &[("login_hint", self.user.subject())]);
        let out = c.page_request("GET", &url);
        let label = format!("{}-upstream", self.tag);
        let reply = c.browse(&label, &url, out).await?;
        let back = reply
            .header("location")
            .and_then(|address| address.parse::<Url>().ok());
        Ok(back.filter(|back| c.is_targets(back)))
    }

    /// The way of a browser up to the address at the target that our authorization server sends it back to.
    pub async fn reach_callback(
        &mut self,
        c: &mut Conversation,
        request: &Request,
    ) -> Result<Option<Url>, Halt> {
        match self.reach_upstream(c, request).await? {
            Some(upstream) => self.pass_upstream(c, &upstream).await,
            None => Ok(None),
        }
    }

    /// Comes back to the target from our authorization server.
    pub async fn come_back(&mut self, c: &mut Conversation, callback: &Url) -> Result<Led, Halt> {
        let label = callback_label(&self.tag);
        let (_, led_to) = open(c, &label, &mut self.jar, callback).await?;
        Ok(led_to)
    }

    /// The whole way, and the exchange of the code that comes of it for a token.
    pub async fn sign_in(
        &mut self,
        c: &mut Conversation,
        server: &Server,
        client: &Client,
    ) -> Result<Option<String>, Halt> {
        let request = request(c, server, client, &client.redirect_uri);
        let mut led_to = self.authorize(c, &request).await?;
        if let Led::Upstream(address) = &led_to {
            let Ok(upstream) = address.parse() else {
                return Ok(None);
            };
            let Some(callback) = self.pass_upstream(c, &upstream).await? else {
                return Ok(None);
            };
            led_to = self.come_back(c, &callback).await?;
        }
        match led_to {
            Led::Away(address) if has_code(&address) => exchange(c, server, client, &request, &address).await,
            _ => Ok(None),
        }
    }
}

/// The label of the way from an authorization request to what comes of it.
pub fn authorize_label(tag: &str) -> String {
    format!("{tag}-authorize")
}

/// The label of an approval.
pub fn approve_label(tag: &str) -> String {
    format!("{tag}-approve")
}

/// The label of the way back from our authorization server.
pub fn callback_label(tag: &str) -> String {
    format!("{tag}-callback")
}

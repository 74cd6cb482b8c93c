//! The requests of a browser: to pages of the target that are no part of the protocol, and of the authorization server.

use url::Url;

use super::{Conversation, Halt, Outgoing};
use crate::principal::Principal;
use crate::transcript::{End, Entry, Reply};
use crate::transport::http::{Connection, Endpoint};

impl Conversation {
    /// What a browser sends to get the page at `url`.
    pub fn page_request(&self, verb: &str, url: &Url) -> Outgoing {
        let mut out = Outgoing::new(verb, Principal::Nobody);
        let endpoint = Endpoint::at(url.clone());
        out.target = endpoint.target();
        out.set("Host", &endpoint.authority());
        if self.is_on_endpoint(url) {
            for (name, value) in &self.ground.headers {
                out.set(name, value);
            }
        }
        out.set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        out
    }

    /// Whether an address is on the origin of the MCP endpoint.
    fn is_on_endpoint(&self, url: &Url) -> bool {
        self.endpoint()
            .is_some_and(|endpoint| endpoint.url.origin() == url.origin())
    }

    /// Whether an address is the target's: on the origin of its endpoint, or of its own authorization server.
    pub fn is_targets(&self, url: &Url) -> bool {
        let sign_in = self.facts().sign_in.as_ref();
        let issuer = sign_in.and_then(|sign_in| sign_in.issuer.as_ref()?.parse::<Url>().ok());
        self.is_on_endpoint(url) || issuer.is_some_and(|issuer| issuer.origin() == url.origin())
    }

    /// Whether an address is on the origin of the authorization server.
    pub fn is_issuers(&self, url: &Url) -> bool {
        let issuer = self.ground.auth_server.as_ref().map(|server| server.issuer());
        let issuer = issuer.and_then(|issuer| issuer.parse::<Url>().ok());
        issuer.is_some_and(|issuer| issuer.origin() == url.origin())
    }

    /// Sends on a connection of its own to the target or the authorization server, and reads the answer whole. Nobody
    /// else is ever asked.
    pub async fn browse(&mut self, label: &str, url: &Url, out: Outgoing) -> Result<Reply<'_>, Halt> {
        self.may_go_on().await?;
        let via = self.endpoint().and_then(|endpoint| endpoint.via);
        let endpoint = match (self.is_targets(url), self.is_issuers(url)) {
            (true, _) => Endpoint {
                via,
                ..Endpoint::at(url.clone())
            },
            (false, true) => Endpoint::at(url.clone()),
            (false, false) => return Err(Halt("an address of somebody else's was to be visited".to_owned())),
        };
        let exchange = self.begin(label, &out);
        let end = self.read_page(exchange, &endpoint, &out).await;
        self.finish(exchange, end);
        Ok(self.reply(exchange))
    }

    async fn read_page(&mut self, exchange: u32, endpoint: &Endpoint, out: &Outgoing) -> End {
        let (limits, deadline) = (self.ground.limits, self.deadline());
        let begun = match Connection::open(endpoint, deadline).await {
            Ok(connection) => {
                let bytes = out.http_bytes();
                connection
                    .exchange(bytes.as_slice().into(), &limits, deadline)
                    .await
            }
            Err(end) => Err(end),
        };
        let (mut answer, head) = match begun {
            Ok(begun) => begun,
            Err(end) => return end,
        };
        self.record(Entry::Head {
            exchange,
            bytes: head.into_boxed_slice().into(),
        });
        self.read_pieces(exchange, &mut answer, deadline, |_| false).await
    }
}

//! What the authorization server was asked about the tokens of a conversation.
//!
//! Conversations run at the same time and share one authorization server. A token is sent in one of them only, so it
//! says where a request belongs; fetches of keys and metadata say nothing of the kind and are left out.

use std::collections::BTreeSet;

use mock_auth_server::{AuthServer, TokenIdentity};

use crate::credential::presented_token;
use crate::transcript::{Entry, Transcript};

/// The requests about tokens that were sent, in order of arrival.
pub(super) fn asked(server: &AuthServer, transcript: &Transcript) -> Vec<Entry> {
    // Most requests carry the token of the one before.
    let presented: BTreeSet<String> = transcript
        .entries()
        .iter()
        .filter_map(|entry| match entry {
            Entry::Sent { bytes, .. } => presented_token(bytes),
            _ => None,
        })
        .collect();
    let tokens: Vec<TokenIdentity> = presented.iter().map(|token| TokenIdentity::of(token)).collect();
    let asked = server.asked_about(&tokens);
    asked
        .into_iter()
        .map(|asked| Entry::Issuer {
            asked: Box::new(asked),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use mock_auth_server::{Settings, Token, TokenRole};
    use tokio::time::Instant;

    use super::*;
    use crate::revision::{Cell, Revision, Transport};
    use crate::transcript::{Head, parse, print};
    use crate::transport::Limits;
    use crate::transport::http::{Connection, Endpoint};

    fn sent(token: &str) -> Transcript {
        let mut transcript = Transcript::new(Head {
            probe: "sample".to_owned(),
            cell: Cell {
                revision: Revision::V2025_11_25,
                transport: Transport::StreamableHttp,
            },
            seed: 0,
            facts: std::sync::Arc::default(),
        });
        transcript.push(Entry::Sent {
            exchange: 1,
            label: "work".to_owned(),
            principal: "a".to_owned(),
            id: String::new(),
            bytes: format!("POST /mcp HTTP/1.1\r\nAuthorization: Bearer {token}\r\n\r\n").into(),
        });
        transcript
    }

    async fn introspect(server: &AuthServer, token: &str) {
        let url = server.introspection_endpoint().parse().unwrap();
        let endpoint = Endpoint::at(url);
        let body = format!("token={token}");
        let head = format!(
            "POST /introspect HTTP/1.1\r\nHost: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            endpoint.authority(),
            body.len()
        );
        let deadline = Instant::now() + Duration::from_secs(10);
        let connection = Connection::open(&endpoint, deadline).await.unwrap();
        let (request, limits) = (head + &body, Limits::default());
        let answered = connection.exchange(request.as_bytes().into(), &limits, deadline);
        assert!(answered.await.is_ok());
    }

    #[tokio::test]
    async fn a_conversation_has_the_introspections_of_its_own_tokens() {
        let server = AuthServer::start(Settings::default()).await.unwrap();
        let tokens = ["one", "other"].map(|name| {
            server.minter().mint(&Token {
                name: name.to_owned(),
                ..Token::for_resource("http://127.0.0.1:9/mcp")
            })
        });
        for token in &tokens {
            introspect(&server, token).await;
        }
        for token in &tokens {
            let mut transcript = sent(token);
            transcript.extend(asked(&server, &transcript));
            let found: Vec<_> = transcript.asked_of_issuer().collect();
            assert_eq!(found.len(), 1);
            let seen = found[0].meaning.token(TokenRole::Token).unwrap();
            assert_eq!(seen.identity, TokenIdentity::of(token));
            assert_eq!(seen.claims.as_ref().unwrap().aud, ["http://127.0.0.1:{port}/mcp"]);
            assert_eq!(parse(&print(&transcript)), Ok(transcript));
        }
    }
}

//! Several clients in one conversation, and what a legacy server asks of them.

use serde_json::{Value, json};

use super::{Conversation, Halt, Outgoing, Stream};
use crate::jsonrpc::Message;
use crate::principal::Principal;
use crate::revision::Revision;
use crate::transcript::Fixture;

/// Digits of an id that occurs nowhere else in a run by chance.
const DISTINCT: u64 = 1_000_000_000;

/// Capabilities of a client of this revision that can be asked for everything.
pub fn askable(revision: Revision) -> Value {
    if revision < Revision::V2025_06_18 {
        json!({"sampling": {}, "roots": {}})
    } else {
        json!({"sampling": {}, "roots": {}, "elicitation": {}})
    }
}

/// One of several clients that a conversation speaks for in turn.
#[derive(Clone, Debug)]
pub struct Client {
    /// Whose token its requests carry.
    pub principal: Principal,
    /// Its session.
    pub session: Option<String>,
}

impl Conversation {
    /// The client that the conversation speaks for now.
    pub fn client(&self) -> Client {
        Client {
            principal: self.principal,
            session: self.session.clone(),
        }
    }

    /// From now on speaks for this client.
    pub fn speak_for(&mut self, client: &Client) {
        self.principal = client.principal;
        self.session.clone_from(&client.session);
    }

    /// The other principal, where the target knows any. Where it knows one alone, that one.
    pub fn other_principal(&self) -> Principal {
        match self.principal {
            same if self.facts().sign_in.is_some() && !self.facts().knows_two() => same,
            Principal::A => Principal::B,
            Principal::B => Principal::A,
            Principal::Nobody => Principal::Nobody,
        }
    }

    /// An id that no other conversation uses at the same time, except by chance.
    pub fn distinct_id(&mut self) -> Value {
        json!(DISTINCT + self.entropy.below("request id", DISTINCT))
    }

    /// A tool call under this id.
    pub fn call_under(&mut self, id: &Value, fixture: &Fixture) -> Outgoing {
        let params = json!({"name": fixture.tool, "arguments": fixture.arguments});
        let mut out = self.request("tools/call", params);
        out.edit(|message| message["id"] = id.clone());
        out
    }

    /// Reads until the target asks its client something, or answers.
    pub async fn read_question(&mut self, stream: &mut Stream) -> Option<Message> {
        let mut question = None;
        let is_end = |message: &Message| {
            if message.is_request() && message.method() != Some("ping") {
                question = Some(message.clone());
            }
            question.is_some() || message.is_response()
        };
        self.read_stream(stream, is_end).await;
        question
    }

    /// The shortest answer that fits a question.
    pub fn answer_to(&mut self, question: &Message) -> Outgoing {
        let id = question.member("id").cloned().unwrap_or_default();
        let result = match question.method() {
            Some("elicitation/create") => json!({"action": "decline"}),
            Some("sampling/createMessage") => json!({
                "role": "assistant",
                "content": {"type": "text", "text": "proofhouse"},
                "model": "proofhouse",
                "stopReason": "endTurn",
            }),
            Some("roots/list") => json!({"roots": []}),
            _ => json!({}),
        };
        let message = json!({"jsonrpc": "2.0", "id": id, "result": result});
        self.outgoing(&message, None)
    }

    /// Answers what the target asks on the stream, under `label`, until the response with this id comes. Says whether it came.
    pub async fn answer_all(
        &mut self,
        label: &str,
        stream: &mut Stream,
        asked: Option<Message>,
        id: &Value,
    ) -> Result<bool, Halt> {
        let mut question = asked;
        for _ in 0..QUESTIONS {
            let Some(asked) = question.take() else { break };
            let answer = self.answer_to(&asked);
            self.send(label, answer).await?;
            question = self.read_question(stream).await;
        }
        Ok(self
            .reply(stream.exchange)
            .messages()
            .iter()
            .any(|message| message.answers(id)))
    }
}

/// Questions of one call that are answered.
const QUESTIONS: usize = 4;

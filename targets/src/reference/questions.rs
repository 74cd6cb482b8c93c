//! What the server asks of its client in a legacy session: requests that go the other way.
//!
//! A question belongs to one session, and only a response that came in this session answers it.
//! Its id is the next number of the session: nobody else can answer it, so it need not be hard to guess.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::call::Outlet;
use super::message::Outcome;
use crate::behaviour::Crossing;

/// Questions that a session may leave open. Beyond that nothing is asked.
const OPEN_AT_MOST: usize = 16;
/// How long an answer may take. A question may wait for a person.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Unanswered {
    /// The answer to this request has no room for questions.
    NoWay,
    /// The client has not said that it is ready.
    Uninitialized,
    /// Too many questions are open.
    TooMany,
    /// The client's answer is this error.
    Refused(Value),
    /// The client left, or took too long.
    Silence,
}

/// The questions of one session.
#[derive(Default)]
pub(crate) struct Questions {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The handshake is complete.
    admitted: bool,
    asked: u32,
    /// For flaws.
    crossing: Crossing,
    open: BTreeMap<String, oneshot::Sender<Outcome>>,
}

impl Questions {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on there may be questions.
    pub(crate) fn admit(&self) {
        self.state().admitted = true;
    }

    /// Numbers the questions of this session apart from those of others, which only flaws need.
    pub(crate) fn flaw(&self, crossing: Crossing, session: u64) {
        let mut state = self.state();
        state.crossing = crossing;
        if crossing == Crossing::AnswersShared {
            state.asked = u32::try_from(session * 1000).unwrap_or(u32::MAX / 2);
        }
    }

    /// Opens a question, whose withdrawal is to be told through `outlet`.
    pub(crate) fn open<'a>(&'a self, outlet: &'a Outlet) -> Result<Question<'a>, Unanswered> {
        let mut state = self.state();
        if !state.admitted {
            return Err(Unanswered::Uninitialized);
        }
        if state.open.len() >= OPEN_AT_MOST {
            return Err(Unanswered::TooMany);
        }
        state.asked += 1;
        let id = match state.crossing {
            Crossing::QuestionIdsRepeat => json!("server-1"),
            Crossing::QuestionIdsFractional => json!(0.5 + f64::from(state.asked)),
            _ => json!(format!("server-{}", state.asked)),
        };
        let (sender, receiver) = oneshot::channel();
        state.open.insert(name(&id), sender);
        Ok(Question {
            questions: self,
            outlet,
            id,
            receiver,
        })
    }

    /// Takes a response. One that answers no open question is forgotten.
    pub(crate) fn answer(&self, id: &Value, outcome: Outcome) {
        let waiting = self.state().open.remove(&name(id));
        if let Some(waiting) = waiting {
            // Who asked may have been cancelled in this moment.
            let _ = waiting.send(outcome);
        }
    }

    /// Takes all questions back: the client is gone.
    pub(crate) fn close(&self) {
        self.state().open.clear();
    }
}

/// What an open question is found by: its id as JSON, so that `"1"` is not 1.
fn name(id: &Value) -> String {
    id.to_string()
}

/// A question that waits for its answer. Dropped before that, it is withdrawn.
pub(crate) struct Question<'a> {
    questions: &'a Questions,
    outlet: &'a Outlet,
    id: Value,
    receiver: oneshot::Receiver<Outcome>,
}

impl Question<'_> {
    pub(crate) fn id(&self) -> &Value {
        &self.id
    }

    /// The client's answer.
    pub(crate) async fn answered(mut self) -> Result<Value, Unanswered> {
        match tokio::time::timeout(PATIENCE, &mut self.receiver).await {
            Ok(Ok(outcome)) => outcome.map_err(Unanswered::Refused),
            Ok(Err(_)) | Err(_) => Err(Unanswered::Silence),
        }
    }
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        let open = self.questions.state().open.remove(&name(&self.id));
        if open.is_some() {
            let params = json!({"requestId": self.id, "reason": "the answer is no longer needed"});
            self.outlet.notify_at_once("notifications/cancelled", params);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    #[test]
    fn nothing_is_asked_before_the_handshake_is_complete() {
        let questions = Questions::default();
        let refused = questions.open(&Outlet::None).err();
        assert_eq!(refused, Some(Unanswered::Uninitialized));
    }

    #[test]
    fn open_questions_are_bounded() {
        let questions = Questions::default();
        questions.admit();
        let open: Vec<_> = (0..OPEN_AT_MOST)
            .map(|_| questions.open(&Outlet::None).expect("there is room"))
            .collect();
        assert_eq!(questions.open(&Outlet::None).err(), Some(Unanswered::TooMany));
        drop(open);
        assert!(questions.open(&Outlet::None).is_ok());
    }

    #[tokio::test]
    async fn only_the_response_with_its_id_answers_a_question() {
        let questions = Questions::default();
        questions.admit();
        let question = questions.open(&Outlet::None).expect("there is room");
        questions.answer(&json!("server-2"), Ok(json!({"wrong": true})));
        questions.answer(&json!(1), Ok(json!({"wrong": true})));
        questions.answer(&json!("server-1"), Ok(json!({"right": true})));
        assert_eq!(question.answered().await, Ok(json!({"right": true})));
    }

    #[tokio::test]
    async fn a_withdrawn_question_is_cancelled() {
        let questions = Questions::default();
        questions.admit();
        let (sender, mut receiver) = mpsc::channel(1);
        let outlet = Outlet::Channel(sender);
        drop(questions.open(&outlet).expect("there is room"));
        let told = receiver.recv().await.expect("it is told");
        assert_eq!(told["method"], "notifications/cancelled");
        assert_eq!(told["params"]["requestId"], "server-1");
    }
}

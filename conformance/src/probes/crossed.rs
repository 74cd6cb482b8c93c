//! Two clients at the same time: what one does must not reach the other.
//!
//! Who goes next is decided by the seed and recorded, see [`crate::schedule`].

use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Asked, Client, Conversation, Halt, Outgoing, Stream, askable};
use crate::schedule::{Act, Schedule};
use crate::transcript::{Fixture, Reply};

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&SHARED_IDS, &CROSSED_CALLS];

/// Work of the first client, before and after everything else.
pub const FIRST_WORKS: &str = "first-client";
/// Work of the second client.
pub const SECOND_WORKS: &str = "second-client";
/// Each kind of request, with nobody else about.
pub const ALONE: &str = "alone";
/// Requests of both clients under ids of their own, as a schedule has it.
pub const DISTINCT: &str = "distinct-ids";
/// The same under equal ids.
pub const SHARED: &str = "shared-id";
/// The same, in a smaller schedule.
pub const SHARED_SMALLER: &str = "shared-id-smaller";
/// The note that holds the schedule.
pub const SCHEDULE: &str = "schedule";
/// The note that holds the smallest schedule that still shows what the first one showed.
pub const SMALLEST: &str = "smallest-schedule";

/// Requests of each client in a schedule.
const REQUESTS: usize = 4;

/// What is asked for, and the member of the result that only this has.
pub const KINDS: &[(&str, &str)] = &[
    ("tools/list", "tools"),
    ("resources/list", "resources"),
    ("prompts/list", "prompts"),
    ("tools/call", "content"),
    ("server/discover", "supportedVersions"),
    ("ping", ""),
];

/// Two clients that give their requests equal ids.
pub static SHARED_IDS: Probe = Probe {
    name: "shared-ids",
    era: Era::Any,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(shared_ids(c)) as Holding<'_>),
};

async fn shared_ids(c: &mut Conversation) -> Result<(), Halt> {
    let clients = two_clients(c).await?;
    let wanted = served_kinds(c).await?;
    if wanted.len() < 2 {
        return Ok(());
    }
    let chosen = Schedule::chosen(&mut c.entropy, clients.len(), REQUESTS - 1);
    let mut schedule = chosen.behind_one_together(clients.len());
    c.note(SCHEDULE, schedule.to_string());
    take_turns(c, &clients, &wanted, &schedule, DISTINCT).await?;
    if take_turns(c, &clients, &wanted, &schedule, SHARED).await? {
        // Smaller for as long as it shows the same.
        for request in schedule.requests() {
            let smaller = schedule.without(request);
            let is_left = !smaller.turns.is_empty();
            if is_left && take_turns(c, &clients, &wanted, &smaller, SHARED_SMALLER).await? {
                schedule = smaller;
            }
        }
        c.note(SMALLEST, schedule.to_string());
    }
    c.speak_for(&clients[1]);
    c.control(SECOND_WORKS).await?;
    c.speak_for(&clients[0]);
    c.control(FIRST_WORKS).await
}

/// Opens two sessions, of two users where the target knows any, and shows that both work.
async fn two_clients(c: &mut Conversation) -> Result<[Client; 2], Halt> {
    c.open().await?;
    c.control(FIRST_WORKS).await?;
    let first = c.client();
    c.principal = c.other_principal();
    c.open().await?;
    c.control(SECOND_WORKS).await?;
    let second = c.client();
    c.speak_for(&first);
    Ok([first, second])
}

/// Those of the kinds that are served where nobody else asks for anything.
async fn served_kinds(c: &mut Conversation) -> Result<Vec<&'static str>, Halt> {
    let mut served = Vec::new();
    for method in kinds(c) {
        let id = c.distinct_id();
        let out = asking_for(c, method, &id);
        if c.send(ALONE, out).await?.is_served() {
            served.push(method);
        }
    }
    Ok(served)
}

/// The kinds of requests that the target should have answers to.
fn kinds(c: &Conversation) -> Vec<&'static str> {
    let facts = c.facts();
    let has = |method: &str| match method {
        "tools/call" => facts.work.is_some(),
        "server/discover" => c.is_modern(),
        "ping" => !c.is_modern(),
        list => facts.declares(list.split('/').next().unwrap_or_default()),
    };
    let known = KINDS.iter().map(|(method, _)| *method);
    known.filter(|method| has(method)).collect()
}

/// Holds one schedule; says whether answers were mixed up.
async fn take_turns(
    c: &mut Conversation,
    clients: &[Client; 2],
    wanted: &[&'static str],
    schedule: &Schedule,
    label: &str,
) -> Result<bool, Halt> {
    let first_id = c.distinct_id().as_i64().unwrap_or_default();
    // Under ids of their own, the second client's are beyond those of the first.
    let apart = if label == DISTINCT { REQUESTS } else { 0 };
    let mut waiting: Vec<(usize, usize, Asked)> = Vec::new();
    let mut mixed = false;
    for turn in &schedule.turns {
        if turn.act == Act::Sends {
            c.speak_for(&clients[turn.client]);
            // The clients ask for different things at the same place, so that one's answer is never the other's.
            let method = wanted[(turn.request + turn.client) % wanted.len()];
            let id = first_id + i64::try_from(turn.request + turn.client * apart).unwrap_or(0);
            let out = asking_for(c, method, &json!(id));
            let asked = c.ask(label, &out).await?;
            waiting.push((turn.client, turn.request, asked));
            continue;
        }
        let is_due =
            |(client, request, _): &(usize, usize, Asked)| (*client, *request) == (turn.client, turn.request);
        let due = waiting.iter().position(is_due).map(|at| waiting.remove(at));
        if let Some((_, _, asked)) = due {
            let exchange = asked.exchange;
            c.hear(asked).await;
            mixed |= strange_answer(&c.reply(exchange)).is_some();
        }
    }
    Ok(mixed)
}

fn asking_for(c: &mut Conversation, method: &str, id: &Value) -> Outgoing {
    let mut out = if method == "tools/call" {
        c.work()
    } else {
        c.request(method, json!({}))
    };
    out.edit(|message| message["id"] = id.clone());
    out
}

/// What was answered instead of what was asked for: the method that the result belongs to.
pub fn strange_answer(reply: &Reply<'_>) -> Option<&'static str> {
    let asked = reply.sent_method()?;
    let result = reply.result()?;
    let (_, own) = KINDS.iter().find(|(method, _)| *method == asked)?;
    if !own.is_empty() && result.get(own).is_some() {
        return None;
    }
    let others = KINDS
        .iter()
        .filter(|(method, member)| *method != asked && !member.is_empty());
    let found = others.filter(|(_, member)| result.get(member).is_some());
    found.map(|(method, _)| *method).next()
}

/// A stream of the second client's own, opened by GET.
pub const SECOND_LISTENS: &str = "second-client-listens";
/// A stream of the first client's own, opened by GET.
pub const FIRST_LISTENS: &str = "first-client-listens";
/// A call of the first client, during which its client is asked something.
pub const CALL: &str = "call";
/// The second client answers a question that nobody asked, in its own session.
pub const FOREIGN_STRAY: &str = "foreign-answer-to-nothing";
/// The second client answers that question, in its own session.
pub const FOREIGN_ANSWER: &str = "foreign-answer";
/// The second client answers that question, in the first client's session.
pub const FOREIGN_ANSWER_IN_SESSION: &str = "foreign-answer-in-session";
/// The note that says after which of the two the call was over.
pub const TAKEN: &str = "taken-answer";
/// The first client answers.
pub const OWN_ANSWER: &str = "own-answer";
/// A call of the first client that reports progress.
pub const REPORT: &str = "report";
/// The note that holds the token of that progress.
pub const TOKEN: &str = "progress-token";
/// Calls of both clients at the same time, under ids of their own: the first client's.
pub const OWN_ID_FIRST: &str = "own-id-first-client";
/// The second client's.
pub const OWN_ID_SECOND: &str = "own-id-second-client";
/// Calls under the same id at the same time: the first client's.
pub const SAME_ID_FIRST: &str = "same-id-first-client";
/// The second client's.
pub const SAME_ID_SECOND: &str = "same-id-second-client";
/// Work of the first client after them.
pub const AFTER_SAME_ID: &str = "first-client-after";
/// A call of the first client while the second one cancels a call with the same id.
pub const KEPT: &str = "kept-call";
/// That of the second client, which is cancelled.
pub const CANCELLED: &str = "cancelled-call";
/// The cancellation.
pub const CANCEL: &str = "cancel-in-own-session";

/// Two clients whose calls wait for an answer of theirs.
pub static CROSSED_CALLS: Probe = Probe {
    name: "crossed-calls",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::Sessions, Need::Asks],
    hazard: false,
    hold: Some(|c| Box::pin(crossed_calls(c)) as Holding<'_>),
};

async fn crossed_calls(c: &mut Conversation) -> Result<(), Halt> {
    let Some(fixture) = c.facts().asks.clone() else {
        return Ok(());
    };
    c.client_capabilities = askable(c.cell.revision);
    let [first, second] = two_clients(c).await?;
    let mut listening = Vec::new();
    for (client, label) in [(&first, FIRST_LISTENS), (&second, SECOND_LISTENS)] {
        c.speak_for(client);
        let out = c.endpoint_request("GET");
        listening.push(c.open_stream(label, out).await?);
    }
    foreign_answers(c, &first, &second, &fixture).await?;
    c.speak_for(&first);
    report(c).await?;
    for (client, mut stream) in [&first, &second].into_iter().zip(listening) {
        c.speak_for(client);
        c.barrier("barrier").await?;
        c.drain(&mut stream).await;
        c.leave(stream);
    }
    same_id(c, &first, &second, &fixture).await?;
    cancelled(c, &first, &second, &fixture).await?;
    c.speak_for(&second);
    c.control(SECOND_WORKS).await?;
    c.speak_for(&first);
    c.control(FIRST_WORKS).await
}

/// A call that waits for an answer, with what is asked.
struct Waiting {
    stream: Stream,
    id: Value,
    question: Option<crate::jsonrpc::Message>,
}

async fn begin(c: &mut Conversation, label: &str, id: &Value, fixture: &Fixture) -> Result<Waiting, Halt> {
    let request = c.call_under(id, fixture);
    let mut stream = c.open_stream(label, request).await?;
    let question = c.read_question(&mut stream).await;
    if question.is_none() {
        return Err(Halt("the tool that asks its client did not ask".to_owned()));
    }
    Ok(Waiting {
        stream,
        id: id.clone(),
        question,
    })
}

async fn end(c: &mut Conversation, label: &str, mut call: Waiting) -> Result<(), Halt> {
    c.answer_all(label, &mut call.stream, call.question, &call.id)
        .await?;
    c.leave(call.stream);
    Ok(())
}

/// The second client answers what the first one was asked; then the first one does.
async fn foreign_answers(
    c: &mut Conversation,
    first: &Client,
    second: &Client,
    fixture: &Fixture,
) -> Result<(), Halt> {
    c.speak_for(first);
    let id = c.distinct_id();
    let mut call = begin(c, CALL, &id, fixture).await?;
    let in_session = Client {
        principal: second.principal,
        session: first.session.clone(),
    };
    let stray = c.distinct_id();
    let mut attacks = vec![(FOREIGN_STRAY, second), (FOREIGN_ANSWER, second)];
    if in_session.principal != first.principal {
        attacks.push((FOREIGN_ANSWER_IN_SESSION, &in_session));
    }
    for (label, client) in attacks {
        let Some(question) = call.question.clone().filter(|_| call.stream.is_open()) else {
            break;
        };
        c.speak_for(client);
        let mut answer = c.answer_to(&question);
        if label == FOREIGN_STRAY {
            answer.edit(|message| message["id"] = stray.clone());
        }
        c.send(label, answer).await?;
        c.speak_for(first);
        c.barrier("barrier").await?;
        c.drain(&mut call.stream).await;
        let is_over = c.reply(call.stream.exchange).response().is_some();
        if is_over {
            c.note(TAKEN, label);
            break;
        }
    }
    c.speak_for(first);
    end(c, OWN_ANSWER, call).await
}

async fn report(c: &mut Conversation) -> Result<(), Halt> {
    let Some(fixture) = c.facts().reports.clone() else {
        return Ok(());
    };
    let token = c.entropy.canary();
    c.note(TOKEN, token.clone());
    let params = json!({
        "name": fixture.tool,
        "arguments": fixture.arguments,
        "_meta": {"progressToken": token},
    });
    let request = c.request("tools/call", params);
    c.send(REPORT, request).await?;
    Ok(())
}

/// Both call, and both are asked before either answers: under ids of their own, and then under one. Who calls first is the
/// seed's choice; who answers first is tried both ways.
async fn same_id(
    c: &mut Conversation,
    first: &Client,
    second: &Client,
    fixture: &Fixture,
) -> Result<(), Halt> {
    let (own, other) = (c.distinct_id(), c.distinct_id());
    let calls = [(first, OWN_ID_FIRST, own), (second, OWN_ID_SECOND, other)];
    both_call(c, calls, fixture, false).await?;
    let mut turns = Vec::new();
    for reversed in [false, true] {
        let id = c.distinct_id();
        let calls = [(first, SAME_ID_FIRST, id.clone()), (second, SAME_ID_SECOND, id)];
        turns.push(both_call(c, calls, fixture, reversed).await?);
    }
    c.note(SCHEDULE, turns.join("; "));
    c.speak_for(first);
    let out = c.work();
    c.send(AFTER_SAME_ID, out).await?;
    Ok(())
}

/// Says in which order they called and answered, the first client as `a`. They answer in the order in which they called,
/// or in the reverse.
async fn both_call(
    c: &mut Conversation,
    calls: [(&Client, &str, Value); 2],
    fixture: &Fixture,
    reversed: bool,
) -> Result<String, Halt> {
    let mut order = [("a", &calls[0]), ("b", &calls[1])];
    if c.entropy.below("turn", 2) == 1 {
        order.reverse();
    }
    let mut turns = Vec::new();
    let mut begun = Vec::new();
    for (word, (client, label, id)) in order {
        c.speak_for(client);
        turns.push(format!("{word} calls"));
        begun.push((word, *client, begin(c, label, id, fixture).await?));
    }
    if reversed {
        begun.reverse();
    }
    for (word, client, call) in begun {
        c.speak_for(client);
        turns.push(format!("{word} answers"));
        end(c, "same-id-answer", call).await?;
    }
    Ok(turns.join(", "))
}

/// The second client cancels its call, which has the same id as one of the first client.
async fn cancelled(
    c: &mut Conversation,
    first: &Client,
    second: &Client,
    fixture: &Fixture,
) -> Result<(), Halt> {
    let id = c.distinct_id();
    c.speak_for(first);
    let mut kept = begin(c, KEPT, &id, fixture).await?;
    c.speak_for(second);
    let mut ended = begin(c, CANCELLED, &id, fixture).await?;
    let cancel = c.notification("notifications/cancelled", json!({"requestId": id}));
    c.send(CANCEL, cancel).await?;
    c.barrier("barrier").await?;
    c.drain(&mut ended.stream).await;
    c.leave(ended.stream);
    c.speak_for(first);
    c.barrier("barrier").await?;
    c.drain(&mut kept.stream).await;
    end(c, "kept-answer", kept).await
}

//! Streams that outlive their connections.

use serde_json::{Value, json};

use crate::common::{Event, Issuer, Reply, Session, Target, events, flaw, send};

async fn count(session: &Session<'_>, id: u64) -> Vec<Event> {
    let params = json!({"name": "count", "arguments": {"to": 3}, "_meta": {"progressToken": id}});
    let reply = session.ask(id, "tools/call", params).await;
    events(&reply.body)
}

fn messages(reply: &Reply) -> Vec<Value> {
    events(&reply.body)
        .into_iter()
        .filter_map(|event| event.message)
        .collect()
}

#[tokio::test]
async fn a_stream_is_primed_and_resumes_after_any_event() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let seen = count(&session, 1).await;
    assert!(seen[0].message.is_none() && seen[0].retry && !seen[0].id.is_empty());
    assert_eq!(seen.len(), 5);
    for (index, event) in seen.iter().enumerate() {
        let reply = send(session.get(Some(&event.id))).await;
        let expected: Vec<Value> = seen[index + 1..]
            .iter()
            .filter_map(|event| event.message.clone())
            .collect();
        assert_eq!(messages(&reply), expected, "after event {index}");
    }
}

#[tokio::test]
async fn event_ids_are_unique_and_lead_to_their_own_stream() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let (one, two) = (count(&session, 1).await, count(&session, 2).await);
    let mut ids: Vec<&str> = one.iter().chain(&two).map(|event| event.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), one.len() + two.len());
    let replayed = messages(&send(session.get(Some(&one[0].id))).await);
    assert!(
        replayed
            .iter()
            .all(|message| message["id"] != 2 && message["params"]["progressToken"] != 2)
    );
}

#[tokio::test]
async fn an_event_id_is_worth_nothing_in_another_session() {
    let target = Target::correct().await;
    let (one, two) = (target.session(None).await, target.session(None).await);
    let seen = count(&one, 1).await;
    assert_eq!(send(two.get(Some(&seen[0].id))).await.status, 400);
    for unknown in ["", "x", "0", "../../etc", &format!("{}9", seen[0].id)] {
        assert_eq!(send(one.get(Some(unknown))).await.status, 400, "{unknown:?}");
    }
}

#[tokio::test]
async fn leaving_does_not_cancel_a_legacy_request() {
    let target = Target::correct().await;
    let session = target.session(None).await;
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "count", "arguments": {"to": 20}, "_meta": {"progressToken": 1}}});
    let mut response = session.post(&body).send().await.expect("a stream");
    let first =
        String::from_utf8_lossy(&response.chunk().await.expect("open").expect("an event")).into_owned();
    let id = events(&first)[0].id.clone();
    drop(response);
    let rest = send(session.get(Some(&id))).await;
    assert_eq!(
        messages(&rest).last().map(|message| message["id"].clone()),
        Some(json!(1))
    );
}

#[tokio::test]
async fn flaws_of_resumption_change_what_is_replayed() {
    let target = Target::flawed("replays-other-stream").await;
    let session = target.session(None).await;
    let one = count(&session, 1).await;
    count(&session, 2).await;
    let replayed = messages(&send(session.get(Some(&one[0].id))).await);
    assert!(replayed.iter().any(|message| message["id"] == 2));

    let target = Target::flawed("replays-other-session").await;
    let (one, two) = (target.session(None).await, target.session(None).await);
    let seen = count(&one, 1).await;
    assert_eq!(send(two.get(Some(&seen[0].id))).await.status, 200);

    let target = Target::flawed("resume-includes-acknowledged").await;
    let session = target.session(None).await;
    let seen = count(&session, 1).await;
    assert_eq!(
        messages(&send(session.get(Some(&seen[1].id))).await).len(),
        seen.len() - 1
    );

    let target = Target::flawed("event-ids-repeat").await;
    let session = target.session(None).await;
    assert_eq!(count(&session, 1).await[1].id, count(&session, 2).await[1].id);
}

#[tokio::test]
async fn the_flaw_of_principals_replays_to_another_principal_only() {
    let issuer = Issuer::start().await;
    for (id, status) in [("replays-other-principal", 200), ("replays-other-session", 400)] {
        let target = Target::start(issuer.settings(flaw(id))).await;
        let (ada, bob) = (issuer.good(&target, "ada"), issuer.good(&target, "bob"));
        let (one, two) = (target.session(Some(&ada)).await, target.session(Some(&bob)).await);
        let seen = count(&one, 1).await;
        assert_eq!(send(two.get(Some(&seen[0].id))).await.status, status, "{id}");
        let again = target.session(Some(&ada)).await;
        assert_eq!(
            send(again.get(Some(&seen[0].id))).await.status,
            600 - status,
            "{id}"
        );
    }
}

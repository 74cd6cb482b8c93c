//! Clients that take their time.

use std::sync::Arc;

use tokio::task::JoinSet;
use tokio::time::interval;

use super::*;

/// Connections of each slow kind at once.
const SLOW_CLIENTS: usize = 50;

/// Sends the beginning at once and then a byte a second until the server has had enough; what it says then.
async fn dribble(server: &AuthServer, beginning: &str) -> Vec<Answer> {
    let (mut reading, mut writing) = connect(server).await.into_split();
    writing
        .write_all(beginning.as_bytes())
        .await
        .expect("the server reads");
    let mut heard = Vec::new();
    let trickle = async {
        let mut ticks = interval(Duration::from_secs(1));
        loop {
            ticks.tick().await;
            if writing.write_all(b"x").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let listening = async {
        tokio::select! {
            _ = reading.read_to_end(&mut heard) => {}
            () = trickle => {}
        }
    };
    timeout(DEADLINE, listening).await.expect("the server hangs up");
    Answer::read_all(&heard)
}

#[tokio::test]
async fn slow_heads_and_bodies_are_cut_off_and_hold_up_nobody() {
    let server = Arc::new(start().await);
    let head = "POST /token HTTP/1.1\r\nHost: a.example\r\nX: ";
    let body = "POST /token HTTP/1.1\r\nHost: a.example\r\nContent-Length: 60000\r\n\r\n";
    let chunks = "POST /token HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n";
    let mut slow = JoinSet::new();
    for _ in 0..SLOW_CLIENTS {
        for beginning in [head, body, chunks] {
            let server = Arc::clone(&server);
            slow.spawn(async move { (beginning, dribble(&server, beginning).await) });
        }
    }
    assert!(still_serves(&server).await);
    while let Some(outcome) = slow.join_next().await {
        let (beginning, answers) = outcome.expect("no panic");
        let seen: Vec<(u16, Option<&str>)> = answers
            .iter()
            .map(|answer| (answer.status, answer.body["error"].as_str()))
            .collect();
        // There is nothing to answer before there is a request.
        let expected: &[_] = if beginning == head {
            &[]
        } else {
            &[(408, Some("invalid_request"))]
        };
        assert_eq!(seen, expected, "{beginning:?}");
    }
    assert!(still_serves(&server).await);
}

//! Very many clients at once. `mock-auth-server/bench/run clients` keeps a thousand of them at it for longer and
//! measures.

use std::collections::BTreeSet;

use tokio::task::JoinSet;

use super::*;

const CLIENTS: usize = 1000;
const TOKENS_PER_CLIENT: usize = 10;
/// Both ends of each connection are ours, and there are files beside them.
const OPEN_FILES: u64 = 2 * CLIENTS as u64 + 100;

/// How many files this process may have open; nothing where the system does not say.
fn open_files_limit() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let soft = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next())?;
    soft.parse().ok()
}

async fn ask(stream: &mut TcpStream, request: &[u8]) -> Answer {
    stream.write_all(request).await.expect("the server reads");
    let mut heard = Vec::new();
    loop {
        assert_ne!(
            stream.read_buf(&mut heard).await.expect("an answer"),
            0,
            "the connection ended"
        );
        if heard.ends_with(b"}") {
            return Answer::read_all(&heard).pop().expect("an answer");
        }
    }
}

#[tokio::test]
async fn a_thousand_clients_at_once_get_every_token_and_no_token_twice() {
    if let Some(limit) = open_files_limit() {
        assert!(
            limit >= OPEN_FILES,
            "{OPEN_FILES} files must be open at once and the limit is {limit}; raise it with `ulimit -n {OPEN_FILES}`"
        );
    }
    let server = start().await;
    let mut clients = JoinSet::new();
    let mut streams = Vec::new();
    for _ in 0..CLIENTS {
        streams.push(connect(&server).await);
    }
    for mut stream in streams {
        clients.spawn(async move {
            let request = token_request();
            let mut tokens = Vec::new();
            for _ in 0..TOKENS_PER_CLIENT {
                let answer = ask(&mut stream, &request).await;
                tokens.push(answer.body["access_token"].as_str().expect("a token").to_owned());
            }
            tokens
        });
    }
    let tokens = timeout(DEADLINE, clients.join_all())
        .await
        .expect("every client is served");
    let different: BTreeSet<&String> = tokens.iter().flatten().collect();
    assert_eq!(different.len(), CLIENTS * TOKENS_PER_CLIENT);
    let last = server.requests().last().map(|request| request.number);
    assert_eq!(last, Some((CLIENTS * TOKENS_PER_CLIENT) as u64 - 1));
    assert!(still_serves(&server).await);
}

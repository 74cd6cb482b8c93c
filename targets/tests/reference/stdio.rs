//! Both eras over pipes.

use std::io::Result;
use std::time::Duration;

use serde_json::{Value, json};
use targets::Behaviour;
use targets::reference::{Settings, serve_stdio};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf};
use tokio::task::JoinHandle;

use crate::common::{flaw, initialize, meta, with_meta};

struct Pipes {
    input: WriteHalf<DuplexStream>,
    output: Lines<BufReader<ReadHalf<DuplexStream>>>,
    serving: JoinHandle<Result<()>>,
}

impl Pipes {
    fn open(behaviour: Behaviour) -> Self {
        let (client, server) = tokio::io::duplex(64 * 1024);
        let (server_input, server_output) = tokio::io::split(server);
        let settings = Settings {
            behaviour,
            ..Settings::default()
        };
        let serving = tokio::spawn(serve_stdio(settings, server_input, server_output));
        let (output, input) = tokio::io::split(client);
        Self {
            input,
            output: BufReader::new(output).lines(),
            serving,
        }
    }

    async fn write(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).await.expect("writes");
        self.input.write_all(b"\n").await.expect("writes");
    }

    async fn read(&mut self) -> Value {
        let line = tokio::time::timeout(Duration::from_secs(10), self.output.next_line()).await;
        let line = line.expect("in time").expect("readable").expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}"))
    }

    async fn ask(&mut self, id: impl Into<Value>, method: &str, params: Value) -> Value {
        let id: Value = id.into();
        self.write(
            json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
                .to_string()
                .as_bytes(),
        )
        .await;
        loop {
            let message = self.read().await;
            if message["id"] == id {
                return message;
            }
        }
    }
}

#[tokio::test]
async fn both_eras_are_served_on_one_pair_of_pipes() {
    let mut pipes = Pipes::open(Behaviour::default());
    assert_eq!(
        pipes.ask("d", "server/discover", with_meta(json!({}))).await["result"]["resultType"],
        "complete"
    );
    assert_eq!(
        pipes.ask(1, "tools/list", json!({})).await["error"]["code"],
        -32602
    );
    assert_eq!(pipes.ask(2, "ping", json!({})).await["result"], json!({}));
    let hello = initialize();
    assert_eq!(
        pipes.ask(3, "initialize", hello["params"].clone()).await["result"]["protocolVersion"],
        "2025-11-25"
    );
    pipes
        .write(br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
        .await;
    assert!(pipes.ask(4, "tools/list", json!({})).await["result"]["tools"].is_array());
    let call = json!({"name": "locate", "arguments": {"region": "north"}});
    assert_eq!(
        pipes.ask(5, "tools/call", with_meta(call)).await["result"]["content"][0]["text"],
        "located north"
    );
    assert_eq!(pipes.ask("a\nb", "ping", json!({})).await["id"], "a\nb");
}

#[tokio::test]
async fn bad_lines_are_refused_and_the_service_goes_on() {
    let mut pipes = Pipes::open(Behaviour::default());
    for (line, code) in [
        (b"{".as_slice(), -32700),
        (b"\xff", -32700),
        (b"[]", -32600),
        (&b"[".repeat(100_000), -32600),
    ] {
        pipes.write(line).await;
        assert_eq!(pipes.read().await["error"]["code"], code);
    }
    pipes.write(b"").await;
    assert_eq!(pipes.ask(1, "ping", json!({})).await["result"], json!({}));
    pipes.write(&vec![b'x'; 5 * 1024 * 1024]).await;
    assert_eq!(pipes.read().await["error"]["code"], -32600);
    assert_eq!(pipes.ask(2, "ping", json!({})).await["result"], json!({}));
}

#[tokio::test]
async fn the_service_ends_with_its_input_and_ends_subscriptions() {
    let mut pipes = Pipes::open(Behaviour::default());
    let filter = json!({"notifications": {}, "_meta": meta(json!({}))});
    pipes
        .write(
            json!({"jsonrpc": "2.0", "id": "s", "method": "subscriptions/listen", "params": filter})
                .to_string()
                .as_bytes(),
        )
        .await;
    assert_eq!(
        pipes.read().await["method"],
        "notifications/subscriptions/acknowledged"
    );
    pipes.input.shutdown().await.expect("closes");
    let ended = pipes.read().await;
    assert_eq!(ended["id"], "s");
    assert_eq!(
        ended["result"]["_meta"]["io.modelcontextprotocol/subscriptionId"],
        "s"
    );
    pipes.serving.await.expect("joins").expect("ends well");
}

#[tokio::test]
async fn a_cancelled_subscription_gets_no_response() {
    let mut pipes = Pipes::open(Behaviour::default());
    let filter =
        json!({"notifications": {"resourceSubscriptions": ["proof://report"]}, "_meta": meta(json!({}))});
    pipes
        .write(
            json!({"jsonrpc": "2.0", "id": 7, "method": "subscriptions/listen", "params": filter})
                .to_string()
                .as_bytes(),
        )
        .await;
    assert_eq!(
        pipes.read().await["method"],
        "notifications/subscriptions/acknowledged"
    );
    pipes
        .write(br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#)
        .await;
    let revise = with_meta(json!({"name": "revise", "arguments": {}}));
    assert_eq!(pipes.ask(8, "tools/call", revise).await["id"], 8);
    pipes.write(br#"{"jsonrpc":"2.0","id":9,"method":"ping"}"#).await;
    assert_eq!(pipes.read().await["id"], 9, "nothing comes in between");
}

#[tokio::test]
async fn stdio_flaws_show_on_the_output() {
    let mut noisy = Pipes::open(flaw("stdout-noise"));
    let banner = noisy.output.next_line().await.expect("readable").expect("a line");
    assert!(serde_json::from_str::<Value>(&banner).is_err());

    let mut spread = Pipes::open(flaw("embedded-newline"));
    spread
        .write(
            json!({"jsonrpc": "2.0", "id": 1, "method": "prompts/list", "params": with_meta(json!({}))})
                .to_string()
                .as_bytes(),
        )
        .await;
    assert_eq!(
        spread.output.next_line().await.expect("readable").as_deref(),
        Some("{")
    );

    let mut fragile = Pipes::open(flaw("stdio-dies-on-bad-line"));
    fragile.write(b"{").await;
    assert!(fragile.serving.await.expect("joins").is_err());

    let mut talkative = Pipes::open(flaw("stdio-answers-out-of-thin-air"));
    talkative
        .write(br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
        .await;
    assert!(talkative.read().await.get("result").is_some());

    let mut asking = Pipes::open(flaw("stdio-server-request"));
    let echo = with_meta(json!({"name": "echo", "arguments": {"message": "x"}}));
    asking
        .write(
            json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": echo})
                .to_string()
                .as_bytes(),
        )
        .await;
    assert_eq!(asking.read().await["method"], "roots/list");
}

#[tokio::test]
async fn a_tool_asks_over_the_same_pipes_and_is_answered_there() {
    let mut pipes = Pipes::open(Behaviour::default());
    let mut hello = initialize();
    hello["params"]["capabilities"] = json!({"sampling": {}});
    pipes.ask(0, "initialize", hello["params"].clone()).await;
    pipes
        .write(br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
        .await;
    let call = |id: u64| {
        let params = json!({"name": "test_sampling", "arguments": {"prompt": "hello"}});
        json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}).to_string()
    };
    pipes.write(call(1).as_bytes()).await;
    let question = pipes.read().await;
    assert_eq!(question["method"], "sampling/createMessage");
    let result = json!({"role": "assistant", "model": "m", "content": {"type": "text", "text": "good day"}});
    let answer = json!({"jsonrpc": "2.0", "id": question["id"], "result": result});
    pipes.write(answer.to_string().as_bytes()).await;
    let last = pipes.read().await;
    assert_eq!(last["result"]["content"][0]["text"], "LLM response: good day");
    // A cancelled call withdraws what it asked.
    pipes.write(call(2).as_bytes()).await;
    let question = pipes.read().await;
    pipes
        .write(br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}"#)
        .await;
    let withdrawn = pipes.read().await;
    assert_eq!(withdrawn["method"], "notifications/cancelled");
    assert_eq!(withdrawn["params"]["requestId"], question["id"]);
}

#[tokio::test]
async fn the_end_of_the_input_takes_questions_back() {
    let mut pipes = Pipes::open(Behaviour::default());
    let mut hello = initialize();
    hello["params"]["capabilities"] = json!({"roots": {}});
    pipes.ask(0, "initialize", hello["params"].clone()).await;
    pipes
        .write(br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
        .await;
    let params = json!({"name": "test_input_required_result_list_roots"});
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    pipes.write(call.to_string().as_bytes()).await;
    assert_eq!(pipes.read().await["method"], "roots/list");
    pipes.input.shutdown().await.expect("closes");
    let last = pipes.read().await;
    assert_eq!(last["result"]["content"][0]["text"], "the client did not answer");
}

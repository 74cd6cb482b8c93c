//! No check passes against a server that does nothing right (a closed port, 401 to everything, silence, …),
//! even when the target file claims everything.

use std::sync::Arc;
use std::time::Duration;

use conformance::check::Verdict;
use conformance::conversation::Ground;
use conformance::discovery::Claims;
use conformance::launch::{Launched, read_url};
use conformance::revision::{Cell, Revision, Transport};
use conformance::run::{self, Column, Options, Selection};
use conformance::transcript::{Authorization, Facts, Fixture, Tokens};
use conformance::transport::Limits;
use mock_auth_server::{Clock, Minter};
use serde_json::json;
use targets::poles::{self, Pole};

fn claimed(url: &str) -> Facts {
    let fixture = Fixture {
        tool: "echo".to_owned(),
        arguments: json!({"message": "proofhouse"}),
    };
    Facts {
        authorization: Some(Authorization {
            audience: url.to_owned(),
            scopes: vec!["mcp:tools".to_owned()],
            tokens: Tokens::Both,
            second_issuer: None,
        }),
        capabilities: json!({
            "tools": {"listChanged": true}, "resources": {"subscribe": true, "listChanged": true},
            "prompts": {"listChanged": true}, "completions": {}, "logging": {}
        }),
        sessions: true,
        tools: Arc::new(vec![
            json!({"name": "echo", "inputSchema": {"type": "object", "properties": {"message": {"type": "string", "x-mcp-header": "Message"}}, "required": ["message"]}, "annotations": {"readOnlyHint": true}}),
        ]),
        resources: Arc::new(vec![json!({"uri": "proof://greeting", "name": "greeting"})]),
        prompts: Arc::new(vec![
            json!({"name": "ask", "arguments": [{"name": "topic", "required": true}]}),
        ]),
        work: Some(fixture.clone()),
        upstream: Some(fixture),
        ..Facts::default()
    }
}

async fn passes(pole: Pole) -> Vec<String> {
    let server = poles::start(pole).await.expect("the pole starts");
    let endpoint = read_url(&server.url()).expect("it is a URL");
    let mut ground = Ground::new(0, Some(endpoint), None);
    ground.limits = Limits {
        answer: Duration::from_millis(300),
        ..Limits::default()
    };
    ground.minter = Some(Minter::new(0, "http://127.0.0.1:9", Clock::default()));
    let mut launched = Launched::running(ground, Claims::default());
    let selection = Selection::of(&[]).expect("no glob");
    let options = Options {
        jobs: 8,
        ..Options::default()
    };
    let mut found = Vec::new();
    for revision in Revision::ALL {
        launched.ground.forget_timeouts();
        let mut facts = claimed(&server.url());
        facts.revisions = vec![revision.to_string()];
        let cell = Cell {
            revision,
            transport: Transport::StreamableHttp,
        };
        let column = Column {
            cell,
            facts: facts.into(),
            closed: None,
        };
        let outcome = run::run_in(&mut launched, &options, &selection, vec![column])
            .await
            .expect("nothing is launched");
        for row in run::judge(&outcome, &selection) {
            match row.judgement {
                Ok(()) => found.push(format!("{} passes in {}", row.check.id, row.cell)),
                Err(Verdict::Error(error)) => {
                    found.push(format!("{} in {}: {error}", row.check.id, row.cell));
                }
                Err(_) => {}
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn no_check_passes_against_a_pole() {
    let mut wrong = Vec::new();
    for pole in poles::ALL {
        for text in passes(*pole).await {
            wrong.push(format!("{pole:?}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

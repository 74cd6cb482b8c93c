//! The short form in which a check's examples are written.
//!
//! One line an exchange, its parts separated by ` | `: the label, then any of
//!
//! | part | meaning |
//! |---|---|
//! | `401` | the HTTP status |
//! | `Name: value` | a header of the answer |
//! | `{…}`, `[…]` or `<…` | the body; on stdio a line |
//! | `ok` | a response with an empty result |
//! | `error -32601` | an error response with that code |
//! | `event {…}` | an event of a stream with that data |
//! | `block id: 4\nretry: 10` | an event as it stands, `\n` for its line ends |
//! | `line …` | a line of standard output as it stands |
//! | `id "7"` | the id of the request sent, where it is not 1 |
//! | `no id` | no response is due |
//! | `sent …` | the message sent, or from `GET` on a request with `\r\n` for line ends |
//! | `closed`, `timed-out`, … | how the exchange ended, where it is not complete |
//!
//! Other lines: `in: 2026-07-28 stdio` names the column, `facts: {…}` changes what is known of the
//! target, `note: key value`, `process: text`, `upstream: …` and `issuer: …` (with `\n` for line ends) add such entries.

use std::sync::Arc;

use mock_auth_server::AskedOfIssuer;
use serde_json::{Value, json};

use crate::check::{Check, Need};
use crate::egress::Watch;
use crate::revision::{Cell, Revision, Transport};
use crate::target::reference_declared;
use crate::transcript::{Authorization, End, Entry, Facts, Files, Fixture, Head, SignIn, Tokens, Transcript};

/// Reads an example of `check`. Where it says nothing else, the column is the first that the check covers
/// and the target has everything that it needs.
pub fn read(check: &Check, text: &str) -> Result<Transcript, String> {
    let mut transcript = Transcript::new(Head {
        probe: check.probe.name.to_owned(),
        cell: first_cell(check).ok_or_else(|| format!("{} covers no column", check.id))?,
        seed: 0,
        facts: Arc::new(facts_for(check)),
    });
    let mut exchange = 0;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix("in: ") {
            let (revision, transport) = rest
                .split_once(' ')
                .ok_or("in: needs a revision and a transport")?;
            transcript.head.cell = Cell {
                revision: revision.parse()?,
                transport: transport.parse()?,
            };
        } else if let Some(rest) = line.strip_prefix("facts: ") {
            change_facts(Arc::make_mut(&mut transcript.head.facts), rest)?;
        } else if let Some(rest) = line.strip_prefix("note: ") {
            let (key, value) = rest.split_once(' ').unwrap_or((rest, ""));
            transcript.push(Entry::Note {
                key: key.to_owned(),
                value: value.to_owned(),
            });
        } else if let Some(text) = line.strip_prefix("process: ") {
            transcript.push(Entry::Process {
                text: text.to_owned(),
            });
        } else if let Some(text) = line.strip_prefix("upstream: ") {
            transcript.push(Entry::Upstream {
                bytes: text.replace("\\n", "\r\n").into(),
            });
        } else if let Some(text) = line.strip_prefix("issuer: ") {
            let asked = text.replace("\\n", "\n").parse::<AskedOfIssuer>();
            transcript.push(Entry::Issuer {
                asked: Box::new(asked.map_err(|error| format!("issuer: {error}"))?),
            });
        } else {
            exchange += 1;
            read_exchange(&mut transcript, exchange, line)?;
        }
    }
    Ok(transcript)
}

/// The column that a check is shown in: the newest of its era that it covers.
pub fn first_cell(check: &Check) -> Option<Cell> {
    let transports = [Transport::StreamableHttp, Transport::Stdio, Transport::HttpSse];
    let revisions = [
        Revision::V2025_11_25,
        Revision::V2026_07_28,
        Revision::V2025_06_18,
        Revision::V2025_03_26,
        Revision::V2024_11_05,
    ];
    let cells = revisions
        .into_iter()
        .flat_map(|revision| transports.map(|transport| Cell { revision, transport }));
    let mut covered = cells.filter(|cell| check.requirement_in(*cell).is_some());
    covered.next()
}

fn facts_for(check: &Check) -> Facts {
    let fixture = || {
        Some(Fixture {
            tool: "echo".to_owned(),
            arguments: json!({}),
        })
    };
    let mut facts = Facts {
        capabilities: json!({"tools": {}, "resources": {"subscribe": true}, "prompts": {}, "completions": {}}),
        sessions: true,
        work: fixture(),
        upstream: fixture(),
        asks: fixture(),
        reports: fixture(),
        closes: fixture(),
        declared: reference_declared(),
        ..Facts::default()
    };
    let needs = |wanted: &[Need]| {
        let mut needed = check.probe.needs.iter().chain(check.needs);
        needed.any(|need| wanted.contains(need))
    };
    if needs(&[Need::Files]) {
        facts.files = Some(Files {
            tool: "read".to_owned(),
            argument: "path".to_owned(),
            arguments: json!({}),
            served: "/planted/served".to_owned(),
        });
    }
    if needs(&[Need::Workers]) {
        facts.workers = 1;
    }
    if needs(&[Need::Watched]) {
        facts.watch = Some(Watch::Proxy);
    }
    if needs(&[Need::Proxy, Need::SignIn]) {
        facts.sign_in = Some(SignIn {
            upstream: Some("http://127.0.0.1:8/authorize".to_owned()),
            issuer: None,
            form: std::collections::BTreeMap::new(),
            scopes: Vec::new(),
            tokens: Vec::new(),
        });
    }
    if needs(&[Need::ResourceServer, Need::Protected, Need::Principals]) {
        facts.authorization = Some(Authorization {
            audience: "http://127.0.0.1:9/mcp".to_owned(),
            scopes: vec!["mcp:tools".to_owned()],
            tokens: Tokens::Both,
            second_issuer: Some("http://127.0.0.1:8/second".to_owned()),
        });
    }
    facts
}

fn change_facts(facts: &mut Facts, text: &str) -> Result<(), String> {
    let wrong = |error: serde_json::Error| format!("facts: {error}");
    let changes: serde_json::Map<String, Value> = serde_json::from_str(text).map_err(wrong)?;
    let mut whole = serde_json::to_value(&*facts).map_err(wrong)?;
    for (name, value) in changes {
        whole[name] = value;
    }
    *facts = serde_json::from_value(whole).map_err(wrong)?;
    Ok(())
}

fn read_exchange(transcript: &mut Transcript, exchange: u32, line: &str) -> Result<(), String> {
    let mut parts = line.split(" | ").map(str::trim);
    let label = parts.next().unwrap_or_default().to_owned();
    let over_http = transcript.head.cell.transport.is_http();
    let mut id = Some(json!(1));
    let mut status = 0;
    let mut headers = String::new();
    let mut sent = Vec::new();
    let mut pieces = Vec::new();
    let mut end = End::Complete;
    for part in parts {
        if let Ok(code) = part.parse::<u16>() {
            status = code;
        } else if part == "no id" {
            id = None;
        } else if let Some(text) = part.strip_prefix("id ") {
            id = Some(serde_json::from_str(text).map_err(|error| format!("{part}: {error}"))?);
        } else if let Some(text) = part.strip_prefix("sent ") {
            sent = if text.starts_with("GET ") {
                text.replace("\\r\\n", "\r\n").into_bytes()
            } else {
                text.as_bytes().to_vec()
            };
        } else if let Some(how) = End::ALL.into_iter().find(|how| how.as_str() == part) {
            end = how;
        } else if let Some(piece) = piece(exchange, part, id.as_ref(), over_http) {
            pieces.push(piece);
        } else if part.contains(": ") {
            headers.push_str(part);
            headers.push_str("\r\n");
        } else {
            return Err(format!("{part:?} is no part of an example"));
        }
    }
    let id = id.map(|id| id.to_string()).unwrap_or_default();
    transcript.push(Entry::Sent {
        exchange,
        label,
        principal: "a".to_owned(),
        id,
        bytes: sent.into(),
    });
    if status != 0 {
        let bytes = format!("HTTP/1.1 {status} \r\n{headers}\r\n").into_bytes();
        transcript.push(Entry::Head {
            exchange,
            bytes: bytes.into(),
        });
    }
    transcript.extend(pieces);
    transcript.push(Entry::End { exchange, how: end });
    Ok(())
}

fn piece(exchange: u32, part: &str, id: Option<&Value>, over_http: bool) -> Option<Entry> {
    let whole = |bytes: Vec<u8>| {
        if over_http {
            Entry::Body {
                exchange,
                bytes: bytes.into(),
            }
        } else {
            let bytes = [bytes.as_slice(), b"\n"].concat();
            Entry::Line {
                exchange,
                bytes: bytes.into(),
            }
        }
    };
    let id = id.cloned().unwrap_or_default();
    if part == "ok" {
        return Some(whole(
            json!({"jsonrpc": "2.0", "id": id, "result": {}})
                .to_string()
                .into(),
        ));
    }
    if let Some(code) = part.strip_prefix("error ") {
        let error = json!({"code": code.parse::<i64>().ok()?, "message": "no"});
        return Some(whole(
            json!({"jsonrpc": "2.0", "id": id, "error": error})
                .to_string()
                .into(),
        ));
    }
    if let Some(data) = part.strip_prefix("event ") {
        return Some(Entry::Event {
            exchange,
            bytes: format!("data: {data}\n\n").into(),
        });
    }
    if let Some(text) = part.strip_prefix("block ") {
        return Some(Entry::Event {
            exchange,
            bytes: format!("{}\n\n", text.replace("\\n", "\n")).into(),
        });
    }
    if let Some(text) = part.strip_prefix("line ") {
        return Some(Entry::Line {
            exchange,
            bytes: format!("{text}\n").into(),
        });
    }
    part.starts_with(['{', '[', '<'])
        .then(|| whole(part.as_bytes().to_vec()))
}

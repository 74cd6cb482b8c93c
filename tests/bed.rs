//! Servers of our own to run against, in this process: the reference, its mutants, the poles.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use conformance::check::Verdict;
use conformance::conversation::{Beside, Egress, Ground};
use conformance::discovery::Claims;
use conformance::egress::{Declared, Watch};
use conformance::launch::{Launched, SECOND_ISSUER, read_url};
use conformance::planted::Planted;
use conformance::revision::{Cell, Revision, Transport};
use conformance::run::{self, Options, Row, Selection};
use conformance::target::{CALLBACK, reference_declared};
use conformance::transcript::{Authorization, Files, SignIn, Tokens};
use conformance::transport::Limits;
use conformance::transport::gateway::Gateway;
use conformance::transport::stdio::{Source, Streams};
use mock_auth_server::{AuthServer, TenantSettings};
use targets::behaviour::{ProxyBehaviour, StdioBehaviour, UpstreamCredential};
use targets::flaws::Flaw;
use targets::reference::{self, Running, Settings};
use targets::upstream::Upstream;

/// The scope that the reference server wants.
const SCOPE: &str = "mcp:tools";

/// Not a flaw: the other correct server, which speaks the modern revision only and completes nothing.
pub static SLIM: Flaw = Flaw {
    id: "slim",
    summary: "it is correct",
    apply: |behaviour| behaviour.slim = true,
    fails: &[],
};

/// Not a flaw: the reference server without sessions.
pub static STATELESS: Flaw = Flaw {
    id: "stateless",
    summary: "it is correct",
    apply: |behaviour| behaviour.stateless = true,
    fails: &[],
};

/// Not a flaw: the reference server without authorization.
pub static OPEN: Flaw = Flaw {
    id: "open",
    summary: "it is correct",
    apply: |behaviour| behaviour.open = true,
    fails: &[],
};

/// Not a flaw: the reference server that calls upstream with a token that it was given for the client's (RFC 8693).
pub static EXCHANGING: Flaw = Flaw {
    id: "exchanging",
    summary: "it is correct",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Exchanged,
    fails: &[],
};

/// Not a flaw: the reference server that is an authorization server of its own and sends people on to another one.
pub static PROXY: Flaw = Flaw {
    id: "proxy",
    summary: "it is correct",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::Correct,
    fails: &[],
};

/// What a pipe holds before its writer waits: as much as on Linux.
const PIPE_BYTES: usize = 64 * 1024;

/// A server that runs in this process, ready to be looked at.
pub struct Bed {
    pub launched: Launched,
    address: SocketAddr,
    _planted: Planted,
    _server: Arc<Mutex<Option<Running>>>,
}

impl Bed {
    /// Where it serves HTTP.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Limits that no server on this machine reaches unless it hangs.
pub fn limits() -> Limits {
    Limits {
        answer: Duration::from_secs(5),
        ..Limits::default()
    }
}

/// The reference server, with one flaw or none, over HTTP as a resource server and over stdio. It has an authorization
/// server of its own, since probes change what that one answers.
pub async fn reference(flaw: Option<&Flaw>) -> Bed {
    let auth_server = AuthServer::start(mock_auth_server::Settings::default()).await;
    let auth_server = Arc::new(auth_server.expect("the authorization server starts"));
    let second = auth_server.add_tenant(SECOND_ISSUER, TenantSettings::default());
    let second = second.expect("the path is free");
    let upstream = Arc::new(Upstream::start().await.expect("the trap starts"));
    let planted = Planted::new().expect("files are planted");
    let gateway = Gateway::start().await.expect("the proxy starts");
    let declared = [
        (auth_server.issuer(), "the authorization server"),
        (upstream.base_url().as_str(), "the upstream trap"),
    ]
    .map(|(url, name)| Declared {
        name: Some(name),
        ..Declared::of(url.trim_start_matches("http://"))
    });
    let mut settings = Settings {
        upstream: Some(upstream.base_url()),
        proxy: Some(gateway.address()),
        files: Some(planted.served()),
        worker: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
        ..Settings::default()
    };
    if let Some(flaw) = flaw {
        (flaw.apply)(&mut settings.behaviour);
    }
    let open = settings.clone();
    let is_open = settings.behaviour.open;
    let is_proxy = settings.behaviour.proxy != ProxyBehaviour::Absent;
    if is_proxy {
        settings.oauth_proxy = Some(oauth_proxy(&auth_server));
    } else {
        settings.authorization = Some(reference::Authorization {
            issuer: auth_server.issuer().to_owned(),
            jwks_uri: auth_server.jwks_uri(),
            introspection_endpoint: Some(auth_server.introspection_endpoint()),
            audience: None,
            scopes: vec![SCOPE.to_owned()],
            second: Some(reference::Issuer {
                issuer: second.issuer().to_owned(),
                jwks_uri: second.jwks_uri(),
            }),
        });
    }
    let again = settings.clone();
    let server = reference::serve_http(settings.clone())
        .await
        .expect("the reference server starts");
    let address = server.address();
    settings.bind = address;
    settings.worker = server.worker_address();
    let stdio = Source::InProcess(Arc::new(move || over_stdio(open.clone())));
    let endpoint = read_url(&server.url()).expect("it is a URL");
    let mut ground = Ground::new(0, Some(endpoint), Some(stdio));
    ground.limits = limits();
    let audience = server.url();
    let starts = AtomicU64::new(0);
    ground.start_again = Some(Arc::new(move || {
        let mut settings = again.clone();
        // What is drawn by lot elsewhere comes from the seed here.
        settings.seed += 1 + starts.fetch_add(1, Ordering::Relaxed);
        if let Some(authorization) = settings.authorization.as_mut() {
            authorization.audience = Some(audience.clone());
        }
        Box::pin(async move {
            let server = reference::serve_http(settings).await.ok()?;
            Some(Beside {
                endpoint: read_url(&server.url()).ok()?,
                kept: Box::new(server),
            })
        })
    }));
    ground.sse_endpoint = ground.endpoint.clone().map(|mut endpoint| {
        endpoint.url.set_path("/sse");
        endpoint
    });
    ground.sse_declared = true;
    let worker = server.worker_url().expect("it has a second worker");
    ground.workers = vec![read_url(&worker).expect("it is a URL")];
    ground.minter = Some(auth_server.minter().clone());
    ground.second_minter = Some(second.minter());
    let proxy = SignIn {
        upstream: Some(auth_server.authorization_endpoint()),
        issuer: None,
        form: BTreeMap::new(),
        scopes: vec![SCOPE.to_owned()],
        tokens: Vec::new(),
    };
    ground.auth_server = Some(auth_server);
    ground.upstream = Some(upstream);
    ground.egress = Some(Arc::new(Egress {
        gateway,
        tracer: None,
        declared: declared.to_vec(),
        is_closed: true,
    }));
    let claims = Claims {
        authorization: (!is_proxy && !is_open).then(|| Authorization {
            audience: server.url(),
            scopes: vec![SCOPE.to_owned()],
            tokens: Tokens::Both,
            second_issuer: Some(second.issuer().to_owned()),
        }),
        sign_in: is_proxy.then_some(proxy),
        watch: Some(Watch::Proxy),
        files: Some(Files {
            tool: "read_note".to_owned(),
            argument: "path".to_owned(),
            arguments: serde_json::json!({}),
            served: planted.served().display().to_string(),
        }),
        declared: reference_declared(),
        ..Claims::default()
    };
    let server = Arc::new(Mutex::new(Some(server)));
    let renewed = Arc::clone(&server);
    let renewal = Box::new(move || renew(Arc::clone(&renewed), settings.clone()) as _);
    Bed {
        launched: Launched::running(ground, claims).renewed_by(renewal),
        address,
        _planted: planted,
        _server: server,
    }
}

/// The server's own client at the authorization server. It comes back to whichever port it has.
fn oauth_proxy(auth_server: &AuthServer) -> reference::OauthProxy {
    let metadata = serde_json::json!({"redirect_uris": [format!("http://127.0.0.1{CALLBACK}")]});
    let registered = auth_server.tenant().register_by_hand(&metadata);
    let registered = registered.expect("the metadata is good");
    let text = |name: &str| registered[name].as_str().expect("a text").to_owned();
    reference::OauthProxy {
        authorization_endpoint: auth_server.authorization_endpoint(),
        token_endpoint: auth_server.token_endpoint(),
        client_id: text("client_id"),
        client_secret: text("client_secret"),
        callback: CALLBACK.to_owned(),
        scopes: vec![SCOPE.to_owned()],
    }
}

/// Another server in the place of the one that runs, on the same port.
fn renew(
    server: Arc<Mutex<Option<Running>>>,
    settings: Settings,
) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        drop(server.lock().expect("nobody panicked").take());
        // The port is free once the task that listened has noticed that it was ended.
        let mut tries = 0;
        let again = loop {
            match reference::serve_http(settings.clone()).await {
                Ok(again) => break again,
                Err(error) if tries > 10_000 => panic!("the port stays taken: {error}"),
                Err(_) => tries += 1,
            }
            tokio::task::yield_now().await;
        };
        *server.lock().expect("nobody panicked") = Some(again);
    })
}

/// Two pipes, so that closing the server's input leaves its output open, as with a process.
fn over_stdio(settings: Settings) -> Streams {
    let (our_input, their_input) = tokio::io::duplex(PIPE_BYTES);
    let (their_output, our_output) = tokio::io::duplex(PIPE_BYTES);
    let heeds_signals = settings.behaviour.stdio != StdioBehaviour::IgnoresTermination;
    let serving = tokio::spawn(async move {
        let _ = reference::serve_stdio(settings, their_input, their_output).await;
    });
    let terminate = move || {
        if heeds_signals {
            serving.abort();
        }
    };
    (Box::new(our_output), Box::new(our_input), Box::new(terminate))
}

/// The columns that mutants are held against: the newest of each era and transport, the oldest of each transport over HTTP,
/// and on stdio the one that has arrays. A check reads what it reads in the same way in the others.
///
/// `PROOFHOUSE_COLUMNS=all` holds all of them. With `PROOFHOUSE_COLUMNS=few` the second half is for mutants that have not
/// failed all of their checks in the first, which takes a third less time.
#[expect(
    clippy::disallowed_methods,
    reason = "which columns are held is chosen from outside"
)]
pub fn columns() -> Vec<Vec<Cell>> {
    let first = [
        (Revision::V2025_11_25, Transport::StreamableHttp),
        (Revision::V2026_07_28, Transport::StreamableHttp),
        (Revision::V2025_11_25, Transport::Stdio),
        (Revision::V2026_07_28, Transport::Stdio),
    ];
    let second = [
        (Revision::V2025_03_26, Transport::StreamableHttp),
        (Revision::V2025_03_26, Transport::Stdio),
        (Revision::V2024_11_05, Transport::HttpSse),
        (Revision::V2025_11_25, Transport::HttpSse),
    ];
    let halves = [first, second].map(|half| {
        half.map(|(revision, transport)| Cell { revision, transport })
            .to_vec()
    });
    match std::env::var("PROOFHOUSE_COLUMNS").as_deref() {
        Ok("all") => vec![Vec::new()],
        Ok("few") => halves.to_vec(),
        _ => vec![halves.concat()],
    }
}

/// Every check on a bed, in these columns, with so many conversations at the same time; in all columns if none is
/// named.
pub async fn rows_in(bed: &mut Bed, selection: &Selection, columns: Vec<Cell>, jobs: usize) -> Vec<Row> {
    let options = Options {
        jobs,
        revisions: Revision::ALL.to_vec(),
        columns,
        ..Options::default()
    };
    let outcome = run::run(
        &mut bed.launched,
        &options,
        selection,
        std::future::pending(),
        |_| {},
    )
    .await;
    assert!(outcome.broken_off.is_none(), "nothing is launched");
    let selection = selection.clone();
    // Servers of other beds on this thread answer meanwhile.
    let judged = tokio::task::spawn_blocking(move || run::judge(&outcome, &selection));
    judged.await.expect("judging does not panic")
}

/// The checks that failed or warned, each with what it said first.
pub fn complaints(rows: &[Row]) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    for row in rows {
        let says = match &row.judgement {
            Err(Verdict::Fail(finding) | Verdict::Warn(finding)) => finding.says.clone(),
            Err(Verdict::Error(error)) => format!("ERROR {error}"),
            _ => continue,
        };
        found
            .entry(row.check.id)
            .or_insert_with(|| format!("{}: {says}", row.cell));
    }
    found
}

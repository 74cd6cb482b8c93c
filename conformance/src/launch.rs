//! Bringing a target up: a port, the placeholders, the process, and waiting until it listens.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use mock_auth_server::{AuthServer, Clock, Settings, Tenant, TenantSettings};
use serde_json::json;
use targets::upstream::Upstream;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::conversation::{Beside, Egress, Ground, StartAgain};
use crate::discovery::{Claims, replace_in, with_canary};
use crate::egress::Declared;
use crate::planted::Planted;
use crate::target::{Command, Reach, Target, fill};
use crate::transcript::{Authorization, Files, Fixture, SignIn};
use crate::transport::gateway::Gateway;
use crate::transport::http::Endpoint;
use crate::transport::process::{Launch, Process};
use crate::transport::stdio::Source;
use crate::transport::tracer::Tracer;
use crate::user_agent::encoded;

/// How often a port is tried until it listens.
const TRY_EVERY: Duration = Duration::from_millis(5);

/// How long a server may take to end when asked.
pub const GRACE: Duration = Duration::from_secs(3);

/// How long a connection to a server that runs may take.
const LISTENS_WITHIN: Duration = Duration::from_secs(2);

/// Ports that are tried, when a launched server finds its port taken.
const PORTS_TRIED: usize = 3;

/// Why a target is not there.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// The program cannot be started.
    #[error("failed to start {program:?}: {error}{}", start_hint(.error))]
    NotStarted {
        /// The program.
        program: String,
        /// Why.
        error: std::io::Error,
    },
    /// It ended before it listened.
    #[error("the target ended before it listened on its port ({how}){}", tail(.stderr))]
    Ended {
        /// Its exit code or signal.
        how: String,
        /// What it wrote to standard error.
        stderr: String,
    },
    /// It did not listen in time.
    #[error("the target did not listen on its port within {} ms{}", .within.as_millis(), tail(.stderr))]
    NotReady {
        /// How long it was given.
        within: Duration,
        /// What it wrote to standard error.
        stderr: String,
    },
    /// Another worker of its deployment did not listen in time.
    #[error("the worker {url} did not listen within {} ms", .within.as_millis())]
    WorkerNotReady {
        /// Where it should listen.
        url: String,
        /// How long it was given.
        within: Duration,
    },
    /// The URL is none.
    #[error("{url:?} is no URL of an MCP endpoint: {why}")]
    Url {
        /// What was given.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// Ours: the authorization server or the upstream trap did not start.
    #[error("failed to start the {what}: {why}")]
    Own {
        /// Which.
        what: &'static str,
        /// Why.
        why: String,
    },
}

fn start_hint(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            "\nhint: is the program installed, and is a path in launch.command written with {dir}?"
        }
        _ => "",
    }
}

fn tail(stderr: &str) -> String {
    let lines: Vec<&str> = stderr.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return String::new();
    }
    let from = lines.len().saturating_sub(8);
    format!("; it wrote:\n  {}", lines[from..].join("\n  "))
}

/// A target that can be talked to, with what it trusts.
pub struct Launched {
    /// What conversations share.
    pub ground: Arc<Ground>,
    /// What the target file claims, with the placeholders filled.
    pub claims: Claims,
    /// The authorization server that the target trusts.
    pub auth_server: Option<Arc<AuthServer>>,
    server: Option<Server>,
    renewal: Option<Renewal>,
    /// Files that the target serves.
    _planted: Option<Planted>,
}

/// Puts a server that somebody else runs back to where it was when it was just started.
pub type Renewal = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// A launched HTTP server: what is needed to start it again on the same port.
struct Server {
    process: Option<Process>,
    launch: Launch,
    address: SocketAddr,
    ready_within: Duration,
    ended: Vec<u8>,
}

/// Starts the authorization server, the upstream trap and the target; `adjust` may change limits.
pub async fn launch(
    target: &Target,
    seed: u64,
    adjust: impl FnOnce(&mut Ground),
) -> Result<Launched, LaunchError> {
    let upstream = Upstream::start()
        .await
        .map_err(|error| own("upstream trap", &error))?;
    let auth_server = if target.authorization.is_some() {
        let settings = Settings {
            seed,
            clock: Clock::default(),
            ..Settings::default()
        };
        let started = AuthServer::start(settings).await;
        let server = started.map_err(|error| own("authorization server", &error))?;
        if trusts_second(target) {
            let added = server.add_tenant(SECOND_ISSUER, TenantSettings::default());
            added.map_err(|error| own("second issuer", &error))?;
        }
        Some(Arc::new(server))
    } else {
        None
    };
    let watchers = if is_watched(target) {
        let gateway = Gateway::start().await;
        Some(Watchers {
            gateway: gateway.map_err(|error| own("recording proxy", &error))?,
            tracer: match &target.reach {
                Reach::Http(command) | Reach::Stdio(command) if command.traced => Tracer::find().await,
                _ => None,
            },
        })
    } else {
        None
    };
    let mut tries = 0;
    loop {
        tries += 1;
        match bring_up(target, auth_server.clone(), &upstream, watchers.as_ref()).await {
            // Between our choosing a port and the target's binding it, somebody else may take it.
            Err(LaunchError::Ended { stderr, .. }) if tries < PORTS_TRIED && names_taken_port(&stderr) => {}
            Err(error) => return Err(error),
            Ok(up) => {
                let ours = Ours {
                    auth_server,
                    upstream: Arc::new(upstream),
                    watchers,
                };
                return Ok(up.into_launched(target, seed, ours, adjust));
            }
        }
    }
}

/// The path of the second issuer on our authorization server.
pub const SECOND_ISSUER: &str = "/second";

/// Whether the target is told of a second issuer, and so trusts it.
fn trusts_second(target: &Target) -> bool {
    match &target.reach {
        Reach::Embedded => true,
        Reach::Http(command) => {
            let mut texts = command.words.iter().chain(command.env.values());
            texts.any(|text| text.contains("{second_issuer}"))
        }
        Reach::Url(_) | Reach::Stdio(_) => false,
    }
}

/// The second issuer, where there is one.
fn second_issuer(server: Option<&AuthServer>) -> Option<Arc<Tenant>> {
    server?.tenant_at(SECOND_ISSUER)
}

/// What runs beside the target, for it to be led to.
struct Ours {
    auth_server: Option<Arc<AuthServer>>,
    upstream: Arc<Upstream>,
    watchers: Option<Watchers>,
}

/// What watches the connections of a launched server.
struct Watchers {
    gateway: Gateway,
    tracer: Option<Tracer>,
}

/// What a launched server gets of it.
#[derive(Clone, Default)]
struct Watching {
    variables: Vec<(String, String)>,
    tracer: Option<Tracer>,
}

impl Watching {
    fn of(watchers: &Watchers) -> Self {
        Self {
            variables: proxy_variables(&watchers.gateway),
            tracer: watchers.tracer.clone(),
        }
    }
}

/// Variables by which programs are told to use a proxy, in the cases in which they are read.
const PROXY_VARIABLES: [&str; 6] = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
];

/// Whether we can tell a launched server which proxy to use. Where the machine has one already, the server may need that one.
fn is_watched(target: &Target) -> bool {
    let has_proxy = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !matches!(target.reach, Reach::Url(_)) && !PROXY_VARIABLES.iter().any(|name| has_proxy(name))
}

/// What a launched server is told, unless its target file says otherwise.
fn proxy_variables(gateway: &Gateway) -> Vec<(String, String)> {
    let to_proxy = PROXY_VARIABLES.map(|name| (name.to_owned(), gateway.url()));
    let not = ["NO_PROXY", "no_proxy"].map(|name| (name.to_owned(), "127.0.0.1,localhost,::1".to_owned()));
    let node = ("NODE_USE_ENV_PROXY".to_owned(), "1".to_owned());
    to_proxy.into_iter().chain(not).chain([node]).collect()
}

fn own(what: &'static str, error: &dyn std::fmt::Display) -> LaunchError {
    LaunchError::Own {
        what,
        why: error.to_string(),
    }
}

fn names_taken_port(stderr: &str) -> bool {
    let text = stderr.to_ascii_lowercase();
    text.contains("address already in use") || text.contains("eaddrinuse")
}

struct Up {
    endpoint: Option<Endpoint>,
    stdio: Option<Source>,
    server: Option<Server>,
    start_again: Option<StartAgain>,
    /// Other workers of the deployment.
    workers: Vec<Endpoint>,
    planted: Option<Planted>,
    values: Vec<(&'static str, String)>,
}

async fn bring_up(
    target: &Target,
    auth_server: Option<Arc<AuthServer>>,
    upstream: &Upstream,
    watchers: Option<&Watchers>,
) -> Result<Up, LaunchError> {
    let port = free_port().map_err(|error| own("search for a free port", &error))?;
    let url = match &target.reach {
        Reach::Url(url) => url.clone(),
        _ => format!("http://127.0.0.1:{port}{}", target.path),
    };
    let mut values = vec![
        ("port", port.to_string()),
        ("upstream", upstream.base_url()),
        ("dir", target.folder.display().to_string()),
    ];
    if !target.workers.is_empty() {
        let port = free_port().map_err(|error| own("search for a free port", &error))?;
        values.push(("worker_port", port.to_string()));
    }
    if target
        .authorization
        .as_ref()
        .is_some_and(|protection| protection.issuer.is_some())
    {
        let port = free_port().map_err(|error| own("search for a free port", &error))?;
        values.push(("issuer_port", port.to_string()));
    }
    let planted = match &target.files {
        Some(_) => Some(Planted::new().map_err(|error| own("planted files", &error))?),
        None => None,
    };
    if let Some(planted) = &planted {
        values.push(("files", planted.served().display().to_string()));
    }
    if let Some(watchers) = watchers {
        values.push(("proxy", watchers.gateway.address().to_string()));
    }
    let watching = watchers.map(Watching::of).unwrap_or_default();
    if let Some(second) = second_issuer(auth_server.as_deref()) {
        values.push(("second_issuer", second.issuer().to_owned()));
        values.push(("second_jwks_uri", second.jwks_uri()));
    }
    if let Some(server) = &auth_server {
        values.push(("issuer", server.issuer().to_owned()));
        values.push(("jwks_uri", server.jwks_uri()));
        values.push(("introspection_endpoint", server.introspection_endpoint()));
    }
    values.push(("url", url.clone()));
    if let Some(protection) = &target.authorization {
        let audience = fill(&protection.audience, &values);
        values.push(("audience", audience));
    }
    if let (Some(server), Some(callback)) = (&auth_server, callback(target)) {
        values.extend(upstream_client(
            server,
            &format!("http://127.0.0.1:{port}{callback}"),
        )?);
    }
    let endpoint = || read_url(&url).map(Some);
    let workers = target.workers.iter().map(|url| read_url(&fill(url, &values)));
    let workers = workers.collect::<Result<Vec<Endpoint>, LaunchError>>()?;
    match &target.reach {
        Reach::Url(_) => Ok(Up {
            endpoint: endpoint()?,
            stdio: None,
            server: None,
            start_again: None,
            workers,
            planted,
            values,
        }),
        Reach::Stdio(command) => {
            let launch = filled(command, &values, &watching);
            check_program(&launch)?;
            Ok(Up {
                endpoint: None,
                stdio: Some(Source::Launch(launch)),
                server: None,
                start_again: None,
                workers,
                planted,
                values,
            })
        }
        Reach::Http(command) => {
            let server =
                Server::start(filled(command, &values, &watching), port, command.ready_within).await?;
            listening(&workers, command.ready_within).await?;
            let (again, path) = (command.clone(), target.path.clone());
            let launch = move |values: &[(&'static str, String)], _| filled(&again, values, &watching);
            Ok(Up {
                endpoint: endpoint()?,
                stdio: None,
                server: Some(server),
                start_again: Some(starter(launch, command.ready_within, path, values.clone())),
                workers,
                planted,
                values,
            })
        }
        Reach::Embedded => {
            let program = std::env::current_exe().map_err(|error| own("reference server", &error))?;
            let (http, stdio) = embedded(&program, &values);
            let within = Duration::from_secs(10);
            let server = Server::start(http, port, within).await?;
            // What is drawn by lot elsewhere comes from the seed here, so another start needs another seed.
            let launch = move |values: &[(&'static str, String)], start: u64| {
                let (mut http, _) = embedded(&program, values);
                http.command.extend(["--seed".to_owned(), start.to_string()]);
                http
            };
            Ok(Up {
                endpoint: endpoint()?,
                stdio: Some(Source::Launch(stdio)),
                server: Some(server),
                start_again: Some(starter(launch, within, target.path.clone(), values.clone())),
                workers,
                planted,
                values,
            })
        }
    }
}

/// The path that people come back to, where the target sends them on to our authorization server.
fn callback(target: &Target) -> Option<&str> {
    target.authorization.as_ref()?.callback.as_deref()
}

/// What a target that sends people on to our authorization server is told of it: it is registered there with one
/// redirect URI.
fn upstream_client(server: &AuthServer, callback: &str) -> Result<Vec<(&'static str, String)>, LaunchError> {
    let metadata = json!({
        "client_name": "the target",
        "redirect_uris": [callback],
        "grant_types": ["authorization_code", "refresh_token"],
    });
    let registered = server.tenant().register_by_hand(&metadata);
    let registered = registered.map_err(|error| own("registration of the target", &error))?;
    let text = |name: &str| registered[name].as_str().unwrap_or_default().to_owned();
    Ok(vec![
        ("callback", callback.to_owned()),
        ("authorization_endpoint", server.authorization_endpoint()),
        ("token_endpoint", server.token_endpoint()),
        ("client_id", text("client_id")),
        ("client_secret", text("client_secret")),
    ])
}

/// Starts a launched server once more: the same command and the same values, but for the port.
fn starter(
    launch: impl Fn(&[(&'static str, String)], u64) -> Launch + Send + Sync + 'static,
    ready_within: Duration,
    path: String,
    values: Vec<(&'static str, String)>,
) -> StartAgain {
    let starts = AtomicU64::new(0);
    Arc::new(move || {
        let start = starts.fetch_add(1, Ordering::Relaxed) + 1;
        let started = free_port().ok().map(|port| {
            let url = format!("http://127.0.0.1:{port}{path}");
            let mut values = values.clone();
            for (name, value) in &mut values {
                match *name {
                    "port" => *value = port.to_string(),
                    // Nobody asks this worker, but its port must be free.
                    "worker_port" => "0".clone_into(value),
                    "url" => value.clone_from(&url),
                    _ => {}
                }
            }
            (launch(&values, start), port, url)
        });
        Box::pin(async move {
            let (launch, port, url) = started?;
            let server = Server::start(launch, port, ready_within).await.ok()?;
            Some(Beside {
                endpoint: read_url(&url).ok()?,
                kept: Box::new(server),
            })
        })
    })
}

/// The commands that launch the reference server, which is part of this program.
fn embedded(program: &std::path::Path, values: &[(&'static str, String)]) -> (Launch, Launch) {
    let proxied: &[&str] = if values.iter().any(|(name, _)| *name == "proxy") {
        &["--proxy", "{proxy}"]
    } else {
        &[]
    };
    let words = |options: &[&str]| Launch {
        command: [program.display().to_string(), "serve-reference".to_owned()]
            .into_iter()
            .chain(options.iter().chain(proxied).map(|option| fill(option, values)))
            .collect(),
        ..Launch::default()
    };
    let http = words(&[
        "--port",
        "{port}",
        "--issuer",
        "{issuer}",
        "--jwks-uri",
        "{jwks_uri}",
        "--introspection-endpoint",
        "{introspection_endpoint}",
        "--audience",
        "{audience}",
        "--scope",
        "mcp:tools",
        "--upstream",
        "{upstream}",
        "--worker-port",
        "{worker_port}",
        "--files",
        "{files}",
        "--second-issuer",
        "{second_issuer}",
        "--second-jwks-uri",
        "{second_jwks_uri}",
    ]);
    let stdio = words(&["--stdio", "--upstream", "{upstream}", "--files", "{files}"]);
    (http, stdio)
}

fn filled(command: &Command, values: &[(&'static str, String)], watching: &Watching) -> Launch {
    let mut env: BTreeMap<String, String> = command
        .env
        .iter()
        .map(|(name, value)| (name.clone(), fill(value, values)))
        .collect();
    if let Some((_, issuer)) = values.iter().find(|(name, _)| *name == "issuer") {
        env.entry("MCP_CONFORMANCE_AUTH_SERVER_URL".to_owned())
            .or_insert_with(|| issuer.clone());
    }
    for (name, value) in &watching.variables {
        env.entry(name.clone()).or_insert_with(|| value.clone());
    }
    Launch {
        command: command.words.iter().map(|word| fill(word, values)).collect(),
        env,
        folder: None,
        tracer: watching.tracer.clone(),
    }
}

/// Waits until the other workers listen.
async fn listening(workers: &[Endpoint], within: Duration) -> Result<(), LaunchError> {
    let deadline = Instant::now() + within;
    for worker in workers {
        let mut ticks = interval(TRY_EVERY);
        let (Some(host), Some(port)) = (worker.url.host_str(), worker.url.port_or_known_default()) else {
            continue;
        };
        while tokio::net::TcpStream::connect((host, port)).await.is_err() {
            ticks.tick().await;
            if Instant::now() > deadline {
                return Err(LaunchError::WorkerNotReady {
                    url: worker.url.to_string(),
                    within,
                });
            }
        }
    }
    Ok(())
}

/// A stdio server is launched once a conversation, so a program that cannot start is found here, once.
fn check_program(launch: &Launch) -> Result<(), LaunchError> {
    let (process, _) = start(launch, true)?;
    drop(process);
    Ok(())
}

fn start(
    launch: &Launch,
    piped: bool,
) -> Result<
    (
        Process,
        Option<(tokio::process::ChildStdin, tokio::process::ChildStdout)>,
    ),
    LaunchError,
> {
    Process::start(launch, piped).map_err(|error| LaunchError::NotStarted {
        program: launch.command.first().cloned().unwrap_or_default(),
        error,
    })
}

fn free_port() -> std::io::Result<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()
        .map(|address| address.port())
}

/// Reads the URL of an endpoint.
pub fn read_url(text: &str) -> Result<Endpoint, LaunchError> {
    let wrong = |why: String| LaunchError::Url {
        url: text.to_owned(),
        why,
    };
    let url = url::Url::parse(text).map_err(|error| wrong(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong(format!(
            "the scheme is {:?}, not http or https",
            url.scheme()
        )));
    }
    Ok(Endpoint::at(url))
}

impl Server {
    async fn start(launch: Launch, port: u16, ready_within: Duration) -> Result<Self, LaunchError> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut server = Self {
            process: None,
            launch,
            address,
            ready_within,
            ended: Vec::new(),
        };
        server.begin().await?;
        Ok(server)
    }

    async fn begin(&mut self) -> Result<(), LaunchError> {
        let (mut process, _) = start(&self.launch, false)?;
        let deadline = Instant::now() + self.ready_within;
        let mut ticks = interval(TRY_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Some(status) = process.exited() {
                // The last words arrive after the exit.
                let _ = process.wait(GRACE).await;
                tokio::task::yield_now().await;
                return Err(LaunchError::Ended {
                    how: status.to_string(),
                    stderr: text(&process.stderr()),
                });
            }
            if tokio::net::TcpStream::connect(self.address).await.is_ok() {
                self.process = Some(process);
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(LaunchError::NotReady {
                    within: self.ready_within,
                    stderr: text(&process.stderr()),
                });
            }
        }
    }

    /// Whether it has ended, or is about to: a process that falls closes its port before its end can be seen.
    async fn has_fallen(&mut self) -> bool {
        let runs = self
            .process
            .as_mut()
            .is_some_and(|process| process.exited().is_none());
        let listens = || timeout(LISTENS_WITHIN, tokio::net::TcpStream::connect(self.address));
        !(runs && matches!(listens().await, Ok(Ok(_))))
    }

    /// Its process group, which has the number of its first process.
    fn group(&self) -> Option<u32> {
        self.process.as_ref().and_then(Process::id)
    }

    async fn restart(&mut self) -> Result<(), LaunchError> {
        if let Some(process) = self.process.take() {
            self.ended.extend(process.stderr());
            process.stop(GRACE).await;
        }
        self.begin().await
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Up {
    fn into_launched(
        self,
        target: &Target,
        seed: u64,
        ours: Ours,
        adjust: impl FnOnce(&mut Ground),
    ) -> Launched {
        let Ours {
            auth_server,
            upstream,
            watchers,
        } = ours;
        let mut ground = Ground::new(seed, self.endpoint, self.stdio);
        ground.sse_endpoint = ground.endpoint.clone().map(|mut endpoint| {
            if let Some(path) = &target.sse_path {
                endpoint.url.set_path(path);
                endpoint.url.set_query(None);
            }
            endpoint
        });
        ground.workers.clone_from(&self.workers);
        ground.sse_declared = target.sse_path.is_some();
        ground.headers = target
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), fill(value, &self.values)))
            .collect();
        let typed = target
            .authorization
            .iter()
            .flat_map(|protection| protection.form.values());
        // Posted, it is encoded as the value of a field; a page may repeat it as it is.
        ground.secrets = typed
            .flat_map(|value| [value.clone(), encoded(&[("", value)])[1..].to_owned()])
            .collect();
        ground.minter = auth_server.as_ref().map(|server| server.minter().clone());
        ground.auth_server.clone_from(&auth_server);
        adjust(&mut ground);
        ground.egress = watchers.map(|watchers| {
            let declared = declared(target, &self.values, ground.endpoint.as_ref());
            Arc::new(Egress {
                gateway: watchers.gateway,
                tracer: watchers.tracer,
                declared,
                is_closed: target.egress.is_some(),
            })
        });
        ground.upstream = Some(upstream);
        ground.start_again = self.start_again;
        ground.set_group(self.server.as_ref().and_then(Server::group));
        let fixture = |fixture: &Option<Fixture>| {
            let filled = fixture.clone()?;
            let names = ["port", "url", "issuer", "audience"];
            let known = self.values.iter().filter(|(name, _)| names.contains(name));
            let arguments = known.fold(filled.arguments.clone(), |arguments, (name, value)| {
                replace_in(&arguments, &format!("{{{name}}}"), value)
            });
            Some(Fixture { arguments, ..filled })
        };
        let protection = target.authorization.as_ref();
        let audience = self
            .values
            .iter()
            .find(|(name, _)| *name == "audience")
            .map(|(_, audience)| audience.clone());
        let second = second_issuer(auth_server.as_deref());
        ground.second_minter = second.as_ref().map(|second| second.minter());
        let claims = Claims {
            sign_in: protection
                .filter(|protection| protection.is_own)
                .map(|protection| SignIn {
                    upstream: callback(target)
                        .zip(auth_server.as_ref())
                        .map(|(_, server)| server.authorization_endpoint()),
                    issuer: protection
                        .issuer
                        .as_ref()
                        .map(|issuer| fill(issuer, &self.values)),
                    scopes: protection.scopes.clone(),
                    form: protection.form.clone(),
                    tokens: Vec::new(),
                }),
            authorization: protection
                .filter(|protection| !protection.is_own)
                .zip(audience)
                .map(|(protection, audience)| Authorization {
                    audience,
                    scopes: protection.scopes.clone(),
                    tokens: protection.tokens,
                    second_issuer: second.as_ref().map(|second| second.issuer().to_owned()),
                }),
            echo: fixture(&target.echo),
            upstream: fixture(&target.upstream),
            asks: fixture(&target.asks),
            reports: fixture(&target.reports),
            closes: fixture(&target.closes),
            files: target.files.clone().map(|files| Files {
                served: fill(&files.served, &self.values),
                ..files
            }),
            declared: target.declared.clone(),
            watch: ground.egress.as_ref().map(|egress| egress.watch()),
            allow_side_effects: false,
        };
        Launched {
            ground: Arc::new(ground),
            claims,
            auth_server,
            server: self.server,
            renewal: None,
            _planted: self.planted,
        }
    }
}

/// Where a launched server may go: to what is ours, to itself, and to what its target file lists.
fn declared(
    target: &Target,
    values: &[(&'static str, String)],
    endpoint: Option<&Endpoint>,
) -> Vec<Declared> {
    let ours = [
        ("issuer", "the authorization server"),
        ("upstream", "the upstream trap"),
    ];
    let known = values.iter().filter_map(|(key, value)| {
        let (_, name) = ours.iter().find(|(known, _)| known == key)?;
        let url = url::Url::parse(value).ok()?;
        Some((url.authority().to_owned(), *name))
    });
    let itself = endpoint.map(|endpoint| (endpoint.authority(), "the target itself"));
    known
        .chain(itself)
        .map(|(authority, name)| Declared {
            name: Some(name),
            ..Declared::of(&authority)
        })
        .chain(
            target
                .egress
                .iter()
                .flatten()
                .map(|pattern| Declared::of(pattern)),
        )
        .collect()
}

impl Launched {
    /// A target that runs already, for use as a library: nothing is launched.
    pub fn running(ground: Ground, claims: Claims) -> Self {
        Self {
            ground: Arc::new(ground),
            claims,
            auth_server: None,
            server: None,
            renewal: None,
            _planted: None,
        }
    }

    /// The same, with a way to start it anew.
    #[must_use]
    pub fn renewed_by(self, renewal: Renewal) -> Self {
        Self {
            renewal: Some(renewal),
            ..self
        }
    }

    /// Starts a server of ours anew; one that runs already stays as it is.
    pub async fn renew(&mut self) -> Result<(), LaunchError> {
        if let Some(server) = self.server.as_mut() {
            server.restart().await?;
            self.ground.forget_timeouts();
        }
        if let Some(renewal) = &self.renewal {
            renewal().await;
        }
        Ok(())
    }

    /// Follows a redirect of the endpoint, once, within its own origin; says whether it did.
    pub fn move_to(&mut self, location: &str) -> bool {
        let Some(ground) = Arc::get_mut(&mut self.ground) else {
            return false;
        };
        let Some(endpoint) = ground.endpoint.as_mut() else {
            return false;
        };
        match endpoint.url.join(location) {
            Ok(url) if url.origin() == endpoint.url.origin() && url != endpoint.url => {
                endpoint.url = url;
                true
            }
            _ => false,
        }
    }

    /// Follows a redirect of posts to `target`, the address that a stream named, to another path that keeps the query; says
    /// whether it did.
    pub fn move_posts(&mut self, target: &str, location: &str) -> bool {
        let Some(ground) = Arc::get_mut(&mut self.ground) else {
            return false;
        };
        let Some(endpoint) = &ground.sse_endpoint else {
            return false;
        };
        let urls = endpoint
            .url
            .join(target)
            .ok()
            .zip(endpoint.url.join(location).ok());
        match urls {
            Some((from, to))
                if from.origin() == to.origin() && from.query() == to.query() && from.path() != to.path() =>
            {
                ground.posts_moved = Some((from.path().to_owned(), to.path().to_owned()));
                true
            }
            _ => false,
        }
    }

    /// What differs between runs of the same suite, and what stands for it in reports.
    pub fn volatile(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        if let Some(server) = &self.auth_server {
            found.push((server.issuer().to_owned(), "{issuer}".to_owned()));
        }
        if let Some(upstream) = &self.ground.upstream {
            found.push((upstream.base_url(), "{upstream}".to_owned()));
        }
        if let (Some(endpoint), Some(server)) = (&self.ground.endpoint, &self.server) {
            found.push((endpoint.origin(), "{origin}".to_owned()));
            found.push((
                format!("127.0.0.1:{}", server.address.port()),
                "{host}".to_owned(),
            ));
        }
        found
    }

    /// Starts a launched server again if it ended or stopped answering, or is known to be `hurt`.
    pub async fn recover(&mut self, hurt: bool) -> Result<(), LaunchError> {
        let hung = hurt || self.ground.is_hung();
        let Some(server) = self.server.as_mut() else {
            if let Some(renewal) = self.renewal.as_ref().filter(|_| hung) {
                renewal().await;
                self.ground.forget_timeouts();
            }
            return Ok(());
        };
        if hung || server.has_fallen().await {
            server.restart().await?;
            self.ground.set_group(server.group());
            self.ground.forget_timeouts();
        }
        Ok(())
    }

    /// Whether a launched server is not there any more.
    pub async fn has_fallen(&mut self) -> bool {
        match self.server.as_mut() {
            Some(server) => server.has_fallen().await,
            None => false,
        }
    }

    /// Ends a launched server and returns what it wrote to standard error.
    pub async fn stop(mut self) -> Vec<u8> {
        let Some(mut server) = self.server.take() else {
            return Vec::new();
        };
        if let Some(process) = server.process.take() {
            server.ended.extend(process.stderr());
            process.stop(GRACE).await;
        }
        server.ended
    }
}

/// Fills the placeholders of an upstream fixture for one conversation. Where the fixture has no `{canary}`,
/// the upstream's path begins with it, so that what arrives there can be told from other conversations'.
pub fn led_upstream(fixture: Fixture, base_url: &str, canary: &str) -> Fixture {
    let has_canary = fixture.arguments.to_string().contains("{canary}");
    let base = if has_canary {
        base_url.to_owned()
    } else {
        format!("{base_url}/{canary}")
    };
    let filled = with_canary(fixture, canary);
    Fixture {
        arguments: replace_in(&filled.arguments, "{upstream}", &base),
        ..filled
    }
}

/// Whether something listens at the endpoint, tried for a short while.
pub async fn listens(endpoint: &Endpoint, within: Duration) -> bool {
    let host = endpoint
        .url
        .host_str()
        .unwrap_or_default()
        .trim_matches(['[', ']'])
        .to_owned();
    let port = endpoint.url.port_or_known_default().unwrap_or(80);
    matches!(
        timeout(within, tokio::net::TcpStream::connect((host, port))).await,
        Ok(Ok(_))
    )
}

/// Where a file that the user named lies, for messages.
pub fn shown(path: &std::path::Path) -> PathBuf {
    path.file_name().map_or_else(|| path.to_owned(), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_move_within_their_origin_and_keep_their_query() {
        let mut ground = Ground::new(0, None, None);
        ground.sse_endpoint = Some(Endpoint::at("http://127.0.0.1:9/sse".parse().unwrap()));
        let mut launched = Launched::running(ground, Claims::default());
        for elsewhere in ["http://127.0.0.1:10/m/?id=1", "/m/?id=2", "/m?id=1", "/m/"] {
            assert!(!launched.move_posts("/m?id=1", elsewhere), "{elsewhere}");
        }
        assert!(launched.move_posts("/m?id=1", "http://127.0.0.1:9/m/?id=1"));
        let moved = Some(("/m".to_owned(), "/m/".to_owned()));
        assert_eq!(launched.ground.posts_moved, moved);
    }
}

//! A small client, a small issuer.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Method, RequestBuilder, Response};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use targets::Behaviour;
use targets::reference::{self, Authorization, Running, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub(crate) const MODERN: &str = "2026-07-28";
pub(crate) const LEGACY: &str = "2025-11-25";

/// A server with a client for it.
pub(crate) struct Target {
    pub(crate) server: Running,
    pub(crate) http: reqwest::Client,
}

/// A reply that was read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self {
            status,
            headers,
            body: response.text().await.expect("a body"),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The messages of the body, whether JSON or events.
    pub(crate) fn messages(&self) -> Vec<Value> {
        if self
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/event-stream"))
        {
            return events(&self.body)
                .into_iter()
                .filter_map(|event| event.message)
                .collect();
        }
        vec![serde_json::from_str(&self.body).expect("JSON")]
    }

    /// The last message, which is the response.
    pub(crate) fn response(&self) -> Value {
        self.messages().pop().expect("a response")
    }

    pub(crate) fn code(&self) -> Option<i64> {
        self.response()["error"]["code"].as_i64()
    }

    /// The first text of a tool's result.
    pub(crate) fn text(&self) -> String {
        self.response()["result"]["content"][0]["text"]
            .as_str()
            .expect("a text")
            .to_owned()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) retry: bool,
    pub(crate) message: Option<Value>,
}

pub(crate) fn events(body: &str) -> Vec<Event> {
    let field = |block: &str, name: &str| {
        block
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim_start))
            .map(str::to_owned)
    };
    body.split("\n\n")
        .filter(|block| !block.is_empty())
        .map(|block| Event {
            id: field(block, "id").unwrap_or_default(),
            retry: field(block, "retry").is_some(),
            message: field(block, "data").and_then(|data| serde_json::from_str(&data).ok()),
        })
        .collect()
}

impl Target {
    pub(crate) async fn start(settings: Settings) -> Self {
        Self {
            server: reference::serve_http(settings).await.expect("starts"),
            http: reqwest::Client::new(),
        }
    }

    pub(crate) async fn correct() -> Self {
        Self::start(Settings::default()).await
    }

    pub(crate) async fn flawed(id: &str) -> Self {
        Self::start(Settings {
            behaviour: flaw(id),
            ..Settings::default()
        })
        .await
    }

    pub(crate) fn request(&self, method: Method) -> RequestBuilder {
        self.http
            .request(method, self.server.url())
            .header("accept", "application/json, text/event-stream")
    }

    pub(crate) fn post(&self, body: &Value) -> RequestBuilder {
        self.request(Method::POST)
            .header("content-type", "application/json")
            .body(body.to_string())
    }

    /// A modern request with all its headers.
    pub(crate) fn modern(&self, method: &str, params: Value) -> RequestBuilder {
        let params = with_meta(params);
        let request = self.post(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}));
        let request = request
            .header("mcp-protocol-version", MODERN)
            .header("mcp-method", method);
        match params.get("name").or(params.get("uri")).and_then(Value::as_str) {
            Some(name) if matches!(method, "tools/call" | "prompts/get" | "resources/read") => {
                request.header("mcp-name", name)
            }
            _ => request,
        }
    }

    pub(crate) async fn ask(&self, method: &str, params: Value) -> Reply {
        send(self.modern(method, params)).await
    }

    pub(crate) async fn tool(&self, name: &str, arguments: Value) -> Reply {
        self.ask("tools/call", json!({"name": name, "arguments": arguments}))
            .await
    }

    /// Opens a legacy session.
    pub(crate) async fn session(&self, token: Option<&str>) -> Session<'_> {
        let reply = send(bearing(self.post(&initialize()), token)).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let id = reply.header("mcp-session-id").expect("a session id").to_owned();
        let session = Session {
            target: self,
            id,
            token: token.map(str::to_owned),
        };
        let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        assert_eq!(send(session.post(&initialized)).await.status, 202);
        session
    }
}

/// A legacy session.
pub(crate) struct Session<'a> {
    pub(crate) target: &'a Target,
    pub(crate) id: String,
    pub(crate) token: Option<String>,
}

impl Session<'_> {
    pub(crate) fn mark(&self, request: RequestBuilder) -> RequestBuilder {
        bearing(request, self.token.as_deref())
            .header("mcp-session-id", &self.id)
            .header("mcp-protocol-version", LEGACY)
    }

    pub(crate) fn post(&self, body: &Value) -> RequestBuilder {
        self.mark(self.target.post(body))
    }

    pub(crate) async fn ask(&self, id: u64, method: &str, params: Value) -> Reply {
        send(self.post(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))).await
    }

    pub(crate) fn get(&self, last_event: Option<&str>) -> RequestBuilder {
        let request = self.mark(self.target.request(Method::GET));
        match last_event {
            Some(id) => request.header("last-event-id", id),
            None => request,
        }
    }

    pub(crate) fn delete(&self) -> RequestBuilder {
        self.mark(self.target.request(Method::DELETE))
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Reply {
    Reply::of(request.send().await.expect("a reply")).await
}

fn bearing(request: RequestBuilder, token: Option<&str>) -> RequestBuilder {
    match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
}

pub(crate) fn flaw(id: &str) -> Behaviour {
    targets::flaws::find(id)
        .unwrap_or_else(|| panic!("no flaw {id}"))
        .behaviour()
}

pub(crate) fn initialize() -> Value {
    json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": LEGACY, "capabilities": {}, "clientInfo": {"name": "tests", "version": "1"},
    }})
}

/// Adds complete metadata, unless some is there.
pub(crate) fn with_meta(mut params: Value) -> Value {
    if params.get("_meta").is_none() {
        params["_meta"] = meta(json!({}));
    }
    params
}

pub(crate) fn meta(capabilities: Value) -> Value {
    let mut meta = json!({"io.modelcontextprotocol/protocolVersion": MODERN});
    meta["io.modelcontextprotocol/clientCapabilities"] = capabilities;
    meta
}

/// Sends bytes as they are and reads until the server closes.
pub(crate) async fn raw(server: &Running, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address()).await.expect("connects");
    stream.write_all(bytes).await.expect("writes");
    let mut reply = Vec::new();
    // A server that breaks off leaves what it sent before.
    let _ = stream.read_to_end(&mut reply).await;
    String::from_utf8_lossy(&reply).into_owned()
}

/// An issuer of ES256 tokens with a published key.
pub(crate) struct Issuer {
    key: EcdsaKeyPair,
    pub(crate) url: String,
    serving: JoinHandle<()>,
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        let random = SystemRandom::new();
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random)
            .expect("a key");
        let point = key.public_key().as_ref();
        let (x, y) = (
            URL_SAFE_NO_PAD.encode(&point[1..33]),
            URL_SAFE_NO_PAD.encode(&point[33..65]),
        );
        let keys = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig", "alg": "ES256", "x": x, "y": y}]});
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("binds");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(serve_keys(listener, keys.to_string()));
        Self { key, url, serving }
    }

    pub(crate) fn settings(&self, behaviour: Behaviour) -> Settings {
        let authorization = Authorization {
            issuer: self.url.clone(),
            jwks_uri: format!("{}/jwks", self.url),
            introspection_endpoint: None,
            audience: None,
            scopes: vec!["mcp:tools".to_owned()],
            second: None,
        };
        Settings {
            authorization: Some(authorization),
            behaviour,
            ..Settings::default()
        }
    }

    /// Good claims for `target`.
    pub(crate) fn claims(&self, target: &Target, subject: &str) -> Value {
        json!({"iss": self.url, "sub": subject, "aud": target.server.url(), "exp": 4_070_908_800_u64, "scope": "mcp:tools", "client_id": "tests"})
    }

    pub(crate) fn good(&self, target: &Target, subject: &str) -> String {
        self.sign(
            &json!({"alg": "ES256", "kid": "k1", "typ": "at+jwt"}),
            &self.claims(target, subject).to_string(),
        )
    }

    /// Good but for one claim.
    pub(crate) fn but(&self, target: &Target, name: &str, value: Value) -> String {
        let mut claims = self.claims(target, "ada");
        claims[name] = value;
        self.sign(
            &json!({"alg": "ES256", "kid": "k1", "typ": "at+jwt"}),
            &claims.to_string(),
        )
    }

    pub(crate) fn sign(&self, header: &Value, claims: &str) -> String {
        let message = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let signature = self
            .key
            .sign(&SystemRandom::new(), message.as_bytes())
            .expect("signs");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

async fn serve_keys(listener: TcpListener, keys: String) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut request = [0; 2048];
        let _ = stream.read(&mut request).await;
        let reply = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{keys}",
            keys.len()
        );
        let _ = stream.write_all(reply.as_bytes()).await;
    }
}

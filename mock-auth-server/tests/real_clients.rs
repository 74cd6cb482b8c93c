//! Clients that nobody here wrote complete their flows against the authorization server, unmodified.
//!
//! A client whose packages are not installed is listed as ignored, so that the runner reports it as not run and never
//! as passed; `mock-auth-server/tests/clients/install` installs them all.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Output};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use mock_auth_server::{AuthServer, RecordedRequest, Settings, TEST_CLIENTS};
use targets::reference;
use tokio::process::Command;

/// How long a client may take for everything.
const PATIENCE: Duration = Duration::from_secs(120);

/// The scope that the protected server wants.
const SCOPE: &str = "mcp:tools";

/// A client, and how its program is run.
struct Client {
    name: &'static str,
    /// The folder below `.installed/`.
    ecosystem: &'static str,
    /// The program and its first arguments, below the folder of the clients.
    command: &'static [&'static str],
    kind: Kind,
    /// The steps that it prints.
    steps: &'static [&'static str],
}

/// What a client talks to.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// The authorization server alone.
    Oauth,
    /// A protected MCP server, and from there the authorization server that it names.
    Mcp,
}

const OAUTH_STEPS: &[&str] = &[
    "discovery",
    "registration",
    "authorization",
    "token",
    "refresh",
    "client credentials",
];
const MCP_STEPS: &[&str] = &[
    "registration",
    "connection",
    "tools/list",
    "tools/call",
    "client credentials",
];

const CLIENTS: &[Client] = &[
    Client {
        name: "oauth4webapi",
        ecosystem: "node",
        command: &[
            "node",
            "--preserve-symlinks-main",
            ".installed/node/oauth4webapi.mjs",
        ],
        kind: Kind::Oauth,
        steps: OAUTH_STEPS,
    },
    Client {
        name: "openid_client",
        ecosystem: "node",
        command: &[
            "node",
            "--preserve-symlinks-main",
            ".installed/node/openid-client.mjs",
        ],
        kind: Kind::Oauth,
        steps: OAUTH_STEPS,
    },
    Client {
        name: "the_typescript_sdk_v1",
        ecosystem: "node",
        command: &[
            "node",
            "--preserve-symlinks-main",
            ".installed/node/mcp-sdk-v1.mjs",
        ],
        kind: Kind::Mcp,
        steps: MCP_STEPS,
    },
    Client {
        name: "the_typescript_sdk_v2",
        ecosystem: "node",
        command: &[
            "node",
            "--preserve-symlinks-main",
            ".installed/node/mcp-sdk-v2.mjs",
        ],
        kind: Kind::Mcp,
        steps: MCP_STEPS,
    },
    Client {
        name: "authlib",
        ecosystem: "python",
        command: &[".installed/python/bin/python", "python/authlib_client.py"],
        kind: Kind::Oauth,
        steps: OAUTH_STEPS,
    },
    Client {
        name: "the_python_sdk",
        ecosystem: "python",
        command: &[".installed/python/bin/python", "python/mcp_client.py"],
        kind: Kind::Mcp,
        steps: MCP_STEPS,
    },
    Client {
        name: "the_crate_oauth2",
        ecosystem: "rust",
        command: &[".installed/rust/debug/oauth2"],
        kind: Kind::Oauth,
        steps: OAUTH_STEPS,
    },
    Client {
        name: "the_crate_openidconnect",
        ecosystem: "rust",
        command: &[".installed/rust/debug/openidconnect"],
        kind: Kind::Oauth,
        steps: OAUTH_STEPS,
    },
    Client {
        name: "rmcp",
        ecosystem: "rust",
        command: &[".installed/rust/debug/rmcp"],
        kind: Kind::Mcp,
        steps: MCP_STEPS,
    },
];

fn main() -> ExitCode {
    let trials = CLIENTS.iter().map(|client| {
        let installed = folder()
            .join(".installed")
            .join(client.ecosystem)
            .join(".pin")
            .exists();
        Trial::test(format!("{}_completes_its_flows", client.name), || try_out(client))
            .with_ignored_flag(!installed)
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients")
}

fn try_out(client: &Client) -> Result<(), Failed> {
    let runtime = tokio::runtime::Runtime::new()?;
    let (output, requests) = runtime.block_on(converse(client))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let said = format!("{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        return Err(format!(
            "{}:\n{said}\nthe server saw:\n{}",
            output.status,
            shown(&requests)
        )
        .into());
    }
    for step in client.steps {
        if !printed.lines().any(|line| line == format!("{step} ok")) {
            return Err(format!("{step} is not among the steps:\n{said}").into());
        }
    }
    used_what_it_should(&requests)
        .map_err(|what| format!("{what}; the server saw:\n{}", shown(&requests)).into())
}

async fn converse(client: &Client) -> Result<(Output, Vec<RecordedRequest>), Failed> {
    let server = AuthServer::start(Settings::default()).await?;
    let target = reference::serve_http(reference::Settings {
        authorization: Some(reference::Authorization {
            issuer: server.issuer().to_owned(),
            jwks_uri: server.jwks_uri(),
            introspection_endpoint: None,
            audience: None,
            scopes: vec![SCOPE.to_owned()],
            second: None,
        }),
        ..reference::Settings::default()
    })
    .await?;
    let (program, first) = client.command.split_first().ok_or("no program")?;
    let program = if program.starts_with('.') {
        folder().join(program)
    } else {
        PathBuf::from(program)
    };
    let mut command = Command::new(program);
    command
        .args(first)
        .arg(server.issuer())
        .arg(target.url())
        .current_dir(folder())
        .kill_on_drop(true);
    if client.kind == Kind::Mcp {
        let (id, secret) = TEST_CLIENTS[0];
        command.args([id, secret]);
    }
    let output = tokio::time::timeout(PATIENCE, command.output()).await??;
    Ok((output, server.requests()))
}

/// Holds that the client proved possession of its code's verifier with S256 and asked for the resource.
fn used_what_it_should(requests: &[RecordedRequest]) -> Result<(), &'static str> {
    let asked = |wanted: &dyn Fn(&str) -> bool| {
        requests
            .iter()
            .filter(|request| request.path.ends_with("/authorize"))
            .filter_map(|request| request.query.as_deref())
            .any(wanted)
    };
    if !asked(&|query| query.contains("code_challenge_method=S256")) {
        return Err("no authorization request used PKCE with S256");
    }
    if !asked(&|query| query.contains("resource=")) {
        return Err("no authorization request named the resource");
    }
    let grants = |name: &str| {
        requests
            .iter()
            .any(|request| request.field("grant_type") == Some(name))
    };
    if !grants("authorization_code") || !grants("refresh_token") {
        return Err("the code or the refresh token was never exchanged");
    }
    Ok(())
}

fn shown(requests: &[RecordedRequest]) -> String {
    let lines = requests.iter().map(|request| {
        format!(
            "{} {} {:?} {:?}",
            request.method,
            request.path,
            request.query.as_deref().unwrap_or_default(),
            request.form
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

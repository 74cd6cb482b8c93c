//! Target files: what is launched or reached, how it is protected, what may be called.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use toml::Table;

use crate::declared::{Change, Declared, Handle, Once, Operation};
use crate::transcript::{Files, Fixture, Tokens};

/// A target as its file, or the command line, describes it. Placeholders are still in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The name in reports.
    pub name: String,
    /// How it is reached.
    pub reach: Reach,
    /// Path of the MCP endpoint on a launched server.
    pub path: String,
    /// Path of the stream of the 2024-11-05 transport, where the server has that.
    pub sse_path: Option<String>,
    /// URLs of the MCP endpoint at other workers of one deployment.
    pub workers: Vec<String>,
    /// Headers added to every HTTP request.
    pub headers: Vec<(String, String)>,
    /// How it is protected; `None` is an open server.
    pub authorization: Option<Protection>,
    /// A tool call that echoes.
    pub echo: Option<Fixture>,
    /// A tool call that fetches a URL.
    pub upstream: Option<Fixture>,
    /// A tool call that asks its client something.
    pub asks: Option<Fixture>,
    /// A tool call that reports progress.
    pub reports: Option<Fixture>,
    /// A tool call whose stream ends before its response.
    pub closes: Option<Fixture>,
    /// A tool call that reads a file.
    pub files: Option<Files>,
    /// What else is declared of its tools.
    pub declared: Declared,
    /// Destinations that a launched server may connect to, if they are declared: `host`, `host:port`, or either after
    /// `*.`.
    pub egress: Option<Vec<String>>,
    /// What `{dir}` stands for.
    pub folder: PathBuf,
}

/// How a target is reached.
#[derive(Clone, Debug, PartialEq)]
pub enum Reach {
    /// It runs already.
    Url(String),
    /// It is launched and listens on a port that we choose.
    Http(Command),
    /// It is launched once a conversation.
    Stdio(Command),
    /// The reference server, over HTTP and over stdio.
    Embedded,
}

/// What is launched.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// Program and arguments.
    pub words: Vec<String>,
    /// Added to the environment.
    pub env: BTreeMap<String, String>,
    /// How long it may take until it listens.
    pub ready_within: Duration,
    /// Whether its system calls may be read, to see where it connects to.
    pub traced: bool,
}

/// Protection by tokens of our authorization server.
#[derive(Clone, Debug, PartialEq)]
pub struct Protection {
    /// The audience that its tokens must name.
    pub audience: String,
    /// The scopes that its tokens must carry.
    pub scopes: Vec<String>,
    /// What its tokens are.
    pub tokens: Tokens,
    /// The path that people come back to, where the target is an authorization server that sends them on to ours.
    pub callback: Option<String>,
    /// Whether the target has an authorization server of its own, where people sign in.
    pub is_own: bool,
    /// The origin of that one, where it is another than the target's.
    pub issuer: Option<String>,
    /// What a person would type into the forms of its pages, by the names of the fields.
    pub form: BTreeMap<String, String>,
}

/// The path that people come back to from our authorization server, where a target file names none.
pub const CALLBACK: &str = "/auth/callback";

/// Why a target file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The file cannot be read.
    #[error("failed to read the target file {path}: {error}")]
    Unreadable {
        /// Which.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// It is not TOML.
    #[error("failed to parse the target file: {0}")]
    Syntax(String),
    /// A key that means nothing.
    #[error("unknown key {key:?} in {place}{}", hint(.nearest.as_ref()))]
    UnknownKey {
        /// The key.
        key: String,
        /// The table it stands in.
        place: String,
        /// The known key that is most like it.
        nearest: Option<String>,
    },
    /// A value of the wrong kind, or one that is missing.
    #[error("{key} {what}")]
    Value {
        /// The key.
        key: String,
        /// What is wrong with it.
        what: String,
    },
}

fn hint(nearest: Option<&String>) -> String {
    nearest
        .map(|known| format!("\nhint: did you mean {known:?}?"))
        .unwrap_or_default()
}

const KNOWN: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "name",
            "url",
            "launch",
            "http",
            "authorization",
            "fixtures",
            "egress",
        ],
    ),
    (
        "launch",
        &["command", "env", "ready_within", "transport", "watch"],
    ),
    ("http", &["path", "sse_path", "workers", "headers"]),
    (
        "authorization",
        &[
            "kind", "audience", "scopes", "tokens", "callback", "issuer", "form",
        ],
    ),
    ("egress", &["allow"]),
    (
        "fixtures",
        &[
            "echo",
            "upstream",
            "asks",
            "reports",
            "closes",
            "files",
            "changes",
            "changes_own",
            "handle",
            "once",
            "operations",
        ],
    ),
    ("fixtures.files", &["tool", "argument", "arguments"]),
    ("fixtures.echo", &["tool", "arguments"]),
    ("fixtures.upstream", &["tool", "arguments"]),
    ("fixtures.asks", &["tool", "arguments"]),
    ("fixtures.reports", &["tool", "arguments"]),
    ("fixtures.closes", &["tool", "arguments"]),
];

/// Those of the fixtures that [`Declared`] holds.
const DECLARED: &[&str] = &["changes", "changes_own", "handle", "once", "operations"];

/// The known word most like `word`, if any is like it.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    let scored = known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate));
    let best = scored.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(score, _)| *score > 0.7)
        .map(|(_, candidate)| candidate.to_owned())
}

impl Target {
    /// The reference server of this suite.
    pub fn embedded() -> Self {
        Self {
            name: "reference server".to_owned(),
            reach: Reach::Embedded,
            authorization: Some(Protection {
                audience: "{url}".to_owned(),
                scopes: vec!["mcp:tools".to_owned()],
                tokens: Tokens::Both,
                callback: None,
                is_own: false,
                issuer: None,
                form: BTreeMap::new(),
            }),
            sse_path: Some("/sse".to_owned()),
            workers: vec!["http://127.0.0.1:{worker_port}/mcp".to_owned()],
            files: Some(Files {
                tool: "read_note".to_owned(),
                argument: "path".to_owned(),
                arguments: Value::Object(serde_json::Map::new()),
                served: "{files}".to_owned(),
            }),
            declared: reference_declared(),
            ..Self::at(Reach::Embedded, "reference server")
        }
    }

    /// An open target reached this way.
    pub fn at(reach: Reach, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            reach,
            path: "/mcp".to_owned(),
            sse_path: None,
            workers: Vec::new(),
            headers: Vec::new(),
            authorization: None,
            echo: None,
            upstream: None,
            asks: None,
            reports: None,
            closes: None,
            files: None,
            declared: Declared::default(),
            egress: None,
            folder: PathBuf::from("."),
        }
    }

    /// Reads a target file.
    pub fn read(path: &Path) -> Result<Self, TargetError> {
        let text = std::fs::read_to_string(path).map_err(|error| TargetError::Unreadable {
            path: path.display().to_string(),
            error,
        })?;
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        Self::parse(&text, &stem, folder)
    }

    /// Parses the text of a target file; `stem` is its name if it gives none, `folder` is where it lies.
    pub fn parse(text: &str, stem: &str, folder: PathBuf) -> Result<Self, TargetError> {
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| TargetError::Syntax(error.to_string()))?;
        refuse_unknown(&table, "")?;
        let launch = section(&table, "launch")?;
        let reach = match (text_at(&table, "", "url")?, launch) {
            (Some(url), None) => Reach::Url(url),
            (None, Some(launch)) => read_launch(launch)?,
            _ => return wrong("url", "or [launch] is needed, and only one of them"),
        };
        let http = section(&table, "http")?;
        let empty = Table::new();
        let http = http.unwrap_or(&empty);
        let fixtures = section(&table, "fixtures")?.unwrap_or(&empty);
        Ok(Self {
            name: text_at(&table, "", "name")?.unwrap_or_else(|| stem.to_owned()),
            reach: reach.clone(),
            path: text_at(http, "http.", "path")?.unwrap_or_else(|| "/mcp".to_owned()),
            sse_path: text_at(http, "http.", "sse_path")?,
            workers: list_of_texts(http, "http.", "workers")?.unwrap_or_default(),
            headers: texts(http, "http.", "headers")?.into_iter().collect(),
            authorization: section(&table, "authorization")?
                .map(|table| read_protection(table, &reach))
                .transpose()?,
            echo: read_fixture(fixtures, "echo")?,
            upstream: read_fixture(fixtures, "upstream")?,
            asks: read_fixture(fixtures, "asks")?,
            reports: read_fixture(fixtures, "reports")?,
            closes: read_fixture(fixtures, "closes")?,
            files: read_files(fixtures)?,
            declared: read_declared(fixtures)?,
            egress: section(&table, "egress")?
                .map(|egress| list_of_texts(egress, "egress.", "allow").map(Option::unwrap_or_default))
                .transpose()?,
            folder,
        })
    }
}

fn refuse_unknown(table: &Table, place: &str) -> Result<(), TargetError> {
    let Some((_, known)) = KNOWN.iter().find(|(known, _)| *known == place) else {
        return Ok(());
    };
    for (key, value) in table {
        if !known.contains(&key.as_str()) {
            let place = if place.is_empty() {
                "the target file".to_owned()
            } else {
                format!("[{place}]")
            };
            let nearest = nearest(key, known.iter().copied());
            return Err(TargetError::UnknownKey {
                key: key.clone(),
                place,
                nearest,
            });
        }
        if let Some(inner) = value.as_table() {
            let inner_place = if place.is_empty() {
                key.clone()
            } else {
                format!("{place}.{key}")
            };
            refuse_unknown(inner, &inner_place)?;
        }
    }
    Ok(())
}

fn wrong<T>(key: &str, what: &str) -> Result<T, TargetError> {
    Err(TargetError::Value {
        key: key.to_owned(),
        what: what.to_owned(),
    })
}

fn section<'t>(table: &'t Table, key: &str) -> Result<Option<&'t Table>, TargetError> {
    match table.get(key) {
        None => Ok(None),
        Some(value) => value
            .as_table()
            .map(Some)
            .ok_or(())
            .or_else(|()| wrong(key, "must be a table")),
    }
}

fn text_at(table: &Table, place: &str, key: &str) -> Result<Option<String>, TargetError> {
    match table.get(key) {
        None => Ok(None),
        Some(toml::Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => wrong(&format!("{place}{key}"), "must be a string"),
    }
}

fn texts(table: &Table, place: &str, key: &str) -> Result<BTreeMap<String, String>, TargetError> {
    let Some(value) = table.get(key) else {
        return Ok(BTreeMap::new());
    };
    let members = value.as_table().map(|table| {
        table
            .iter()
            .map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect::<Option<_>>()
    });
    members
        .flatten()
        .ok_or(())
        .or_else(|()| wrong(&format!("{place}{key}"), "must be a table of strings"))
}

fn list_of_texts(table: &Table, place: &str, key: &str) -> Result<Option<Vec<String>>, TargetError> {
    let Some(value) = table.get(key) else {
        return Ok(None);
    };
    let items = value.as_array().map(|items| {
        items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>()
    });
    items
        .flatten()
        .map(Some)
        .ok_or(())
        .or_else(|()| wrong(&format!("{place}{key}"), "must be a list of strings"))
}

fn read_launch(launch: &Table) -> Result<Reach, TargetError> {
    let words = list_of_texts(launch, "launch.", "command")?.unwrap_or_default();
    if words.is_empty() {
        return wrong("launch.command", "must name a program");
    }
    let ready_within = match text_at(launch, "launch.", "ready_within")? {
        None => Duration::from_secs(30),
        Some(text) => match read_duration(&text) {
            Some(duration) => duration,
            None => {
                return wrong(
                    "launch.ready_within",
                    "must be a time such as \"30s\" or \"500ms\"",
                );
            }
        },
    };
    let command = Command {
        words,
        env: texts(launch, "launch.", "env")?,
        ready_within,
        traced: match text_at(launch, "launch.", "watch")?.as_deref() {
            None | Some("trace") => true,
            Some("proxy") => false,
            Some(_) => return wrong("launch.watch", "must be \"trace\" or \"proxy\""),
        },
    };
    match text_at(launch, "launch.", "transport")?.as_deref() {
        None | Some("http") => Ok(Reach::Http(command)),
        Some("stdio") => Ok(Reach::Stdio(command)),
        Some(_) => wrong("launch.transport", "must be \"http\" or \"stdio\""),
    }
}

/// A time with its unit: `500ms`, `30s` or `2m`.
pub fn read_duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let number: u64 = digits.parse().ok()?;
    match &text[digits.len()..] {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number.checked_mul(60)?)),
        _ => None,
    }
}

fn read_protection(table: &Table, reach: &Reach) -> Result<Protection, TargetError> {
    let callback = text_at(table, "authorization.", "callback")?;
    let issuer = text_at(table, "authorization.", "issuer")?;
    let kind = text_at(table, "authorization.", "kind")?;
    let is_own = matches!(kind.as_deref(), Some("own" | "proxy"));
    let form = texts(table, "authorization.", "form")?;
    let given = [("issuer", issuer.is_some()), ("form", !form.is_empty())];
    if let Some((name, _)) = given.iter().find(|(_, is_given)| *is_given && !is_own) {
        return wrong(
            &format!("authorization.{name}"),
            "is for the kinds \"own\" and \"proxy\"",
        );
    }
    let callback = match kind.as_deref() {
        Some("resource-server" | "own") if callback.is_some() => {
            return wrong("authorization.callback", "is for the kind \"proxy\"");
        }
        Some("own") if matches!(reach, Reach::Stdio(_)) => {
            return wrong("authorization.kind", "\"own\" is for a server over HTTP");
        }
        Some("resource-server" | "own") => None,
        Some("proxy") if !matches!(reach, Reach::Http(_)) => {
            return wrong(
                "authorization.kind",
                "\"proxy\" is for a server that is launched and listens: it must be told of our authorization server",
            );
        }
        Some("proxy") => Some(callback.unwrap_or_else(|| CALLBACK.to_owned())),
        _ => {
            return wrong(
                "authorization.kind",
                "must be \"resource-server\", \"own\" or \"proxy\"",
            );
        }
    };
    if callback.as_ref().is_some_and(|path| !path.starts_with('/')) {
        return wrong(
            "authorization.callback",
            "must be a path such as \"/auth/callback\"",
        );
    }
    Ok(Protection {
        audience: text_at(table, "authorization.", "audience")?.unwrap_or_else(|| "{url}".to_owned()),
        scopes: list_of_texts(table, "authorization.", "scopes")?.unwrap_or_default(),
        tokens: match text_at(table, "authorization.", "tokens")?.as_deref() {
            None | Some("jwt") => Tokens::Jwt,
            Some("opaque") => Tokens::Opaque,
            Some("both") => Tokens::Both,
            Some(_) => return wrong("authorization.tokens", "must be \"jwt\", \"opaque\" or \"both\""),
        },
        callback,
        is_own,
        issuer,
        form,
    })
}

fn read_fixture(fixtures: &Table, key: &str) -> Result<Option<Fixture>, TargetError> {
    let Some(fixture) = fixtures.get(key) else {
        return Ok(None);
    };
    let place = format!("fixtures.{key}.");
    let Some(fixture) = fixture.as_table() else {
        return wrong(&format!("fixtures.{key}"), "must be a table");
    };
    let Some(tool) = text_at(fixture, &place, "tool")? else {
        return wrong(&format!("{place}tool"), "is missing");
    };
    let arguments = fixture
        .get("arguments")
        .cloned()
        .unwrap_or(toml::Value::Table(Table::new()));
    let arguments = serde_json::to_value(arguments).unwrap_or(Value::Null);
    if !arguments.is_object() {
        return wrong(&format!("{place}arguments"), "must be a table");
    }
    Ok(Some(Fixture { tool, arguments }))
}

/// What has a form of its own: the other fixtures are read one by one.
fn read_declared(fixtures: &Table) -> Result<Declared, TargetError> {
    let mut declared = Table::new();
    for key in DECLARED {
        if let Some(value) = fixtures.get(*key) {
            declared.insert((*key).to_owned(), value.clone());
            // One at a time, so that the error names it.
            let alone = Table::from_iter([((*key).to_owned(), value.clone())]);
            if let Err(error) = alone.try_into::<Declared>() {
                let text = error.to_string();
                // What follows says where, which is in the key.
                let what = text.lines().next().unwrap_or_default();
                return wrong(&format!("fixtures.{key}"), &format!("is wrong: {what}"));
            }
        }
    }
    let read: Result<Declared, toml::de::Error> = declared.try_into();
    let read = read.or_else(|error| wrong("fixtures", &format!("is wrong: {}", error.to_string().trim())))?;
    let own = read.changes_own.as_ref();
    if own.is_some_and(|own| !own.uri.contains("{user}")) {
        return wrong(
            "fixtures.changes_own.uri",
            "must contain {user}, since each user has one of their own",
        );
    }
    Ok(read)
}

/// What is declared of the reference server's tools.
pub fn reference_declared() -> Declared {
    let call = |tool: &str, arguments: Value| Fixture {
        tool: tool.to_owned(),
        arguments,
    };
    Declared {
        changes: Some(Change {
            tool: "revise".to_owned(),
            arguments: json!({}),
            uri: "proof://report".to_owned(),
        }),
        changes_own: Some(Change {
            tool: "jot".to_owned(),
            arguments: json!({}),
            uri: "proof://notes/{user}".to_owned(),
        }),
        handle: Some(Handle {
            tool: "open_basket".to_owned(),
            arguments: json!({}),
            at: "/structuredContent/basket".to_owned(),
            used_by: call("fill_basket", json!({"basket": "{handle}", "user": "{user}"})),
        }),
        once: Some(Once {
            tool: "claim".to_owned(),
            arguments: json!({"action": "{canary}"}),
            read: call("claims", json!({})),
        }),
        operations: [
            ("audit", "mcp:audit"),
            ("export", "mcp:export"),
            ("restore", "mcp:restore"),
        ]
        .map(|(tool, scope)| Operation {
            tool: tool.to_owned(),
            arguments: json!({}),
            scopes: vec![scope.to_owned()],
            broader: vec!["mcp:admin".to_owned()],
        })
        .to_vec(),
    }
}

fn read_files(fixtures: &Table) -> Result<Option<Files>, TargetError> {
    let Some(Fixture { tool, arguments }) = read_fixture(fixtures, "files")? else {
        return Ok(None);
    };
    let table = section(fixtures, "files")?;
    let argument = table
        .map(|table| text_at(table, "fixtures.files.", "argument"))
        .transpose()?;
    let Some(argument) = argument.flatten() else {
        return wrong("fixtures.files.argument", "is missing");
    };
    Ok(Some(Files {
        tool,
        argument,
        arguments,
        served: "{files}".to_owned(),
    }))
}

/// Replaces `{name}` for every name given. Other braces stay as they are.
pub fn fill(text: &str, values: &[(&str, String)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Target, TargetError> {
        Target::parse(text, "sample", PathBuf::from("."))
    }

    #[test]
    fn a_whole_target_file_is_read() {
        let target = parse(
            r#"
            name = "sample 1.0"
            [launch]
            command = ["server", "{port}"]
            env = { UPSTREAM_URL = "{upstream}" }
            ready_within = "5s"
            [http]
            path = "/rpc"
            headers = { X-Api-Key = "k" }
            [authorization]
            kind = "resource-server"
            audience = "http://127.0.0.1:{port}/rpc"
            scopes = ["a"]
            [fixtures]
            echo = { tool = "echo", arguments = { message = "{canary}" } }
            [egress]
            allow = ["api.example.com"]
            "#,
        )
        .expect("it is well formed");
        assert_eq!(target.name, "sample 1.0");
        assert_eq!(target.path, "/rpc");
        assert_eq!(target.egress, Some(vec!["api.example.com".to_owned()]));
        assert!(
            matches!(target.reach, Reach::Http(command) if command.ready_within == Duration::from_secs(5))
        );
        assert_eq!(target.echo.expect("declared").arguments["message"], "{canary}");
    }

    #[test]
    fn a_proxy_has_a_callback_whether_or_not_it_is_named() {
        let read = |line: &str| {
            let text = format!("[launch]\ncommand = [\"x\"]\n[authorization]\nkind = \"proxy\"\n{line}");
            let protection = parse(&text).expect("it is well formed").authorization;
            protection.and_then(|protection| protection.callback)
        };
        assert_eq!(read("").as_deref(), Some(CALLBACK));
        assert_eq!(
            read("callback = \"/oauth/return\"").as_deref(),
            Some("/oauth/return")
        );
    }

    #[test]
    fn an_unknown_key_names_the_nearest_known_one() {
        let error = parse("url = \"http://127.0.0.1:1/mcp\"\n[authorisation]\nkind = \"resource-server\"\n");
        let text = error.expect_err("the key is unknown").to_string();
        assert_eq!(
            text,
            "unknown key \"authorisation\" in the target file\nhint: did you mean \"authorization\"?"
        );
    }

    #[test]
    fn wrong_values_say_which_key_and_what_it_must_be() {
        for (text, says) in [
            (
                "[launch]\ncommand = \"x\"",
                "launch.command must be a list of strings",
            ),
            ("[launch]\ncommand = []", "launch.command must name a program"),
            (
                "[launch]\ncommand = [\"x\"]\nready_within = \"soon\"",
                "launch.ready_within must be a time",
            ),
            ("name = \"x\"", "url or [launch] is needed"),
            (
                "url = \"x\"\n[authorization]\nkind = \"none\"",
                "authorization.kind must be \"resource-server\", \"own\" or \"proxy\"",
            ),
            (
                "url = \"x\"\n[authorization]\nkind = \"proxy\"",
                "authorization.kind \"proxy\" is for a server that is launched",
            ),
            (
                "url = \"x\"\n[authorization]\nkind = \"resource-server\"\nissuer = \"http://127.0.0.1:1\"",
                "authorization.issuer is for the kinds \"own\" and \"proxy\"",
            ),
            (
                "url = \"x\"\n[authorization]\nkind = \"resource-server\"\nform = { pin = \"1\" }",
                "authorization.form is for the kinds \"own\" and \"proxy\"",
            ),
            (
                "url = \"x\"\n[authorization]\nkind = \"own\"\nform = { pin = 1 }",
                "authorization.form must be a table of strings",
            ),
            (
                "[launch]\ncommand = [\"x\"]\ntransport = \"stdio\"\n[authorization]\nkind = \"own\"",
                "authorization.kind \"own\" is for a server over HTTP",
            ),
            (
                "[launch]\ncommand = [\"x\"]\n[authorization]\nkind = \"proxy\"\ncallback = \"cb\"",
                "authorization.callback must be a path",
            ),
            (
                "url = \"x\"\n[authorization]\nkind = \"resource-server\"\ncallback = \"/cb\"",
                "authorization.callback is for the kind \"proxy\"",
            ),
            (
                "url = \"x\"\n[fixtures]\necho = { arguments = {} }",
                "fixtures.echo.tool is missing",
            ),
            (
                "url = \"x\"\n[fixtures]\nchanges = { tool = \"t\" }",
                "fixtures.changes is wrong: missing field `uri`",
            ),
        ] {
            let error = parse(text).expect_err(text).to_string();
            assert!(error.starts_with(says), "{error}");
        }
    }
}

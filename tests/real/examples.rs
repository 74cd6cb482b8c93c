//! `docs/auth-server-examples.md`, run from its own text: servers that nobody here wrote, behind the authorization
//! server, as the page tells people to start and try them.
//!
//! A block marked `console server` is one command that runs until the end of its section; a block marked `console` is
//! commands with what they print.
//! A line `...` stands for any lines, and `...` at the end of a line for any text.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use libtest_mimic::{Failed, Trial};

/// How long a server may print nothing until it has printed what the page shows.
const PATIENCE: Duration = Duration::from_secs(60);
/// The ports of the page: of the authorization server and of the server behind it.
const PORTS: [&str; 2] = ["9400", "3000"];

/// The sections of the page, each with its folder and what is there once the example is installed.
const EXAMPLES: &[(&str, &str, &str)] = &[
    ("FastMCP", "fastmcp", ".venv/bin/python"),
    ("Python SDK", "python-sdk", ".venv/bin/python"),
    ("TypeScript SDK", "typescript-sdk", "node_modules/jose"),
    ("Rust", "rust", "target/debug/resource-server"),
];

pub fn trials() -> impl Iterator<Item = Trial> {
    EXAMPLES.iter().map(|&(section, name, installed)| {
        let folder = docs().join("examples/auth-server").join(name);
        let is_there = folder.join(installed).exists();
        Trial::test(
            format!(
                "the_example_of_{}_does_what_its_page_shows",
                name.replace('-', "_")
            ),
            move || follow(section, &folder),
        )
        .with_ignored_flag(!is_there)
    })
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// Does what a reader of the section does, on free ports.
fn follow(title: &str, folder: &Path) -> Result<(), Failed> {
    let page = std::fs::read_to_string(docs().join("auth-server-examples.md"))?;
    let section = on_free_ports(section(&page, title)?)?;
    let (servers, steps) = blocks(&section)?;
    if servers.len() < 2 || steps.len() < 5 {
        return Err(format!(
            "{} servers and {} steps are not an example",
            servers.len(),
            steps.len()
        )
        .into());
    }
    let running = servers.iter().map(|server| Running::start(server, folder));
    let _running = running.collect::<Result<Vec<_>, _>>()?;
    let printed = run_all(&steps, folder)?;
    if printed.len() != steps.len() {
        return Err(format!("the commands ended early; they printed {printed:#?}").into());
    }
    for (step, printed) in steps.iter().zip(&printed) {
        if !agrees(&step.prints, &lines(printed)) {
            let wanted = step.prints.join("\n");
            return Err(format!(
                "{}\nprinted\n{printed}\nand the page shows\n{wanted}",
                step.command
            )
            .into());
        }
    }
    Ok(())
}

fn section<'a>(page: &'a str, title: &str) -> Result<&'a str, String> {
    let (_, rest) = page
        .split_once(&format!("\n## {title}\n"))
        .ok_or_else(|| format!("the page has no section {title:?}"))?;
    Ok(rest.split("\n## ").next().unwrap_or(rest))
}

fn on_free_ports(section: &str) -> Result<String, Failed> {
    let listeners: Vec<TcpListener> = PORTS
        .iter()
        .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .collect::<Result<_, _>>()?;
    let mut text = section.to_owned();
    // In two steps, because the digits of one port may be in the other.
    for (place, port) in PORTS.iter().enumerate() {
        text = text.replace(port, &format!("{{port {place}}}"));
    }
    for (place, listener) in listeners.iter().enumerate() {
        let port = listener.local_addr()?.port();
        text = text.replace(&format!("{{port {place}}}"), &port.to_string());
    }
    Ok(text)
}

/// A command of the page and what it prints.
struct Step {
    command: String,
    prints: Vec<String>,
}

/// The servers of a section, then the other commands.
fn blocks(section: &str) -> Result<(Vec<Step>, Vec<Step>), String> {
    let (mut servers, mut steps) = (Vec::new(), Vec::new());
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match language {
            "console server" => servers.extend(commands(&block)?),
            "console" => steps.extend(commands(&block)?),
            // How it is installed: targets/external/install does the same.
            "sh" => {}
            _ => return Err(format!("a block of {language:?}")),
        }
    }
    Ok((servers, steps))
}

fn commands(block: &[&str]) -> Result<Vec<Step>, String> {
    let mut found: Vec<Step> = Vec::new();
    for line in block {
        if let Some(command) = line.strip_prefix("$ ") {
            found.push(Step {
                command: command.to_owned(),
                prints: Vec::new(),
            });
            continue;
        }
        let step = found
            .last_mut()
            .ok_or_else(|| format!("{line:?} comes before a command"))?;
        if step.command.ends_with('\\') {
            step.command = format!("{}\n{line}", step.command);
        } else {
            step.prints.push((*line).to_owned());
        }
    }
    Ok(found)
}

/// A shell that finds `proofhouse`.
fn shell(script: &str, folder: &Path) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_proofhouse"));
    let beside = binary.parent().unwrap_or(folder).display();
    let mut command = Command::new("bash");
    command
        .arg("-c")
        .arg(format!("PATH='{beside}':$PATH\nexec 2>&1\n{script}"))
        .current_dir(folder)
        .env("NO_PROXY", "127.0.0.1")
        .env_remove("NO_COLOR")
        .env("TERM", "dumb")
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// A server of the page; it is stopped when dropped.
struct Running(Child);

impl Running {
    /// Starts it and waits until it has printed what the page shows.
    fn start(server: &Step, folder: &Path) -> Result<Self, Failed> {
        let mut running = Self(shell(&format!("exec {}", server.command), folder).spawn()?);
        let printed = running.0.stdout.take().ok_or("its output is not piped")?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(printed).lines().map_while(Result::ok) {
                // Nobody listens once it is ready, and it must not stop at a full pipe.
                let _ = sender.send(line);
            }
        });
        for wanted in server.prints.iter().filter(|line| *line != "...") {
            wait_for(wanted, &receiver).map_err(|says| format!("{}: {says}", server.command))?;
        }
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wait_for(wanted: &str, printed: &Receiver<String>) -> Result<(), String> {
    let mut before = Vec::new();
    while let Ok(line) = printed.recv_timeout(PATIENCE) {
        if line.trim_end() == wanted {
            return Ok(());
        }
        before.push(line);
    }
    Err(format!("{wanted:?} is not printed, but {before:#?}"))
}

/// Runs the commands one after the other in one shell, and tells what each of them printed.
fn run_all(steps: &[Step], folder: &Path) -> Result<Vec<String>, Failed> {
    const MARK: &str = "--- the next command ---";
    let marked = steps
        .iter()
        .map(|step| format!("printf '%s' '{MARK}'\n{}", step.command));
    let script = marked.collect::<Vec<_>>().join("\n");
    let output = shell(&script, folder).output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    Ok(printed.split(MARK).skip(1).map(str::to_owned).collect())
}

/// The lines without what no reader sees: the ends of lines, and empty lines at the end.
fn lines(printed: &str) -> Vec<String> {
    printed
        .trim_end()
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn agrees(wanted: &[String], seen: &[String]) -> bool {
    let Some((line, rest)) = wanted.split_first() else {
        return seen.is_empty();
    };
    if line == "..." {
        return (0..=seen.len()).any(|skipped| agrees(rest, &seen[skipped..]));
    }
    seen.split_first()
        .is_some_and(|(first, others)| line_agrees(line, first) && agrees(rest, others))
}

fn line_agrees(wanted: &str, seen: &str) -> bool {
    match wanted.strip_suffix("...") {
        Some(beginning) => counts_aside(seen).starts_with(&counts_aside(beginning)),
        None => counts_aside(wanted) == counts_aside(seen),
    }
}

/// A summary of the suite with every number but zero as `N`: the suite grows, and the page need not follow.
fn counts_aside(line: &str) -> String {
    if !line.starts_with("looked at ") && !line.contains(" pass, ") {
        return line.to_owned();
    }
    let words = line.split(' ').map(|word| match word.parse::<u32>() {
        Ok(1..) => "N",
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

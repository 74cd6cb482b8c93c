//! `proofhouse run`.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use conformance::baseline::Baseline;
use conformance::conversation::Ground;
use conformance::launch::{self, LaunchError, Launched};
use conformance::profile::{self, UnknownProfile};
use conformance::report::terminal::{self, Style};
use conformance::report::{self, Source};
use conformance::revision::{Revision, Transport};
use conformance::run::{self, Event, Options, Selection};
use conformance::target::{Command, Reach, Target, read_duration};
use conformance::timings::Timings;
use conformance::{exit, record};
use indicatif::{ProgressBar, ProgressStyle};

use super::interrupt::Interrupt;
use super::{Done, Trouble, say, tell};

#[derive(Args)]
#[command(
    after_help = "Examples:\n  proofhouse run\n  proofhouse run --url http://127.0.0.1:3000/mcp\n  proofhouse run --command \"npx -y @modelcontextprotocol/server-everything stdio\"\n  proofhouse run target.toml --only 'authorization.*' --baseline known.toml --out results"
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    /// Look only at these revisions; may be given again.
    #[arg(long, value_name = "REVISION")]
    revision: Vec<Revision>,
    /// Look only over these transports (streamable-http, http+sse, stdio); may be given again.
    #[arg(long, value_name = "TRANSPORT")]
    transport: Vec<Transport>,
    /// Run only checks whose id matches; may be given again. One named in full is required to be conclusive.
    #[arg(long, value_name = "GLOB")]
    only: Vec<String>,
    /// Run exactly the checks of a profile: core, transport-http, transport-stdio, sessions, resource-server, stateless.
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// Every value that is chosen comes from it.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Expected findings, each with a reason; one that no longer holds fails the run.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Count warnings as findings.
    #[arg(long)]
    strict: bool,
    /// Where reports and transcripts are written.
    #[arg(long, value_name = "FOLDER", default_value = "proofhouse-out")]
    out: PathBuf,
    /// Say where the time went, and write it to timings.json in the output folder.
    #[arg(long)]
    timings: bool,
    /// Conversations held at the same time.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,
}

/// How a target is named on the command line.
#[derive(Args, Clone)]
pub(crate) struct TargetArguments {
    /// A target file; without one, --url or --command, the reference server.
    #[arg(value_name = "TARGET.toml", conflicts_with_all = ["url", "command"])]
    file: Option<PathBuf>,
    /// The MCP endpoint of a server that runs already.
    #[arg(long, conflicts_with = "command")]
    url: Option<String>,
    /// A server to launch and talk to over stdio; words are split at spaces, quotes are respected.
    #[arg(long)]
    command: Option<String>,
    /// A header for every request, as "Name: value"; its value is not recorded. May be given again.
    #[arg(long, value_name = "HEADER")]
    header: Vec<String>,
    /// Call tools that are not marked read-only, too.
    #[arg(long)]
    allow_side_effects: bool,
    /// The longest wait for one answer, such as 10s.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = parse_time)]
    answer_within: Duration,
}

fn parse_time(text: &str) -> Result<Duration, String> {
    read_duration(text)
        .filter(|time| !time.is_zero())
        .ok_or_else(|| "a time is written like 500ms, 10s or 2m".to_owned())
}

impl TargetArguments {
    /// The target, and the words that name it again.
    pub(crate) fn target(&self) -> Result<(Target, String), Trouble> {
        let (mut target, mut again) = match (&self.file, &self.url, &self.command) {
            (Some(file), ..) => {
                let shown = if file.is_absolute() {
                    launch::shown(file)
                } else {
                    file.clone()
                };
                (
                    Target::read(file).map_err(Trouble::usage)?,
                    quoted(&shown.display().to_string()),
                )
            }
            (None, Some(url), _) => {
                launch::read_url(url).map_err(Trouble::usage)?;
                (
                    Target::at(Reach::Url(url.clone()), url),
                    format!("--url {}", quoted(url)),
                )
            }
            (None, None, Some(command)) => {
                let words = split_words(command)
                    .ok_or_else(|| Trouble::usage("a quote in --command is not closed"))?;
                if words.is_empty() {
                    return Err(Trouble::usage("--command names no program"));
                }
                let command_line = Command {
                    words,
                    env: BTreeMap::new(),
                    ready_within: Duration::from_secs(30),
                    traced: true,
                };
                (
                    Target::at(Reach::Stdio(command_line), command),
                    format!("--command {}", quoted(command)),
                )
            }
            (None, None, None) => (Target::embedded(), String::new()),
        };
        for header in &self.header {
            let (name, value) = header
                .split_once(':')
                .ok_or_else(|| Trouble::usage(format!("{header:?} is not \"Name: value\"")))?;
            target
                .headers
                .push((name.trim().to_owned(), value.trim().to_owned()));
            again += " --header ";
            again += &quoted(&format!("{}: …", name.trim()));
        }
        if self.allow_side_effects {
            again.push_str(" --allow-side-effects");
        }
        Ok((target, again.trim().to_owned()))
    }

    /// Launches it.
    pub(crate) async fn launch(&self, target: &Target, seed: u64) -> Result<Launched, Trouble> {
        let answer = self.answer_within;
        let adjust = move |ground: &mut Ground| ground.limits.answer = answer;
        let mut launched = launch::launch(target, seed, adjust)
            .await
            .map_err(|error| trouble(&error))?;
        launched.claims.allow_side_effects = self.allow_side_effects;
        Ok(launched)
    }
}

fn trouble(error: &LaunchError) -> Trouble {
    let code = match error {
        LaunchError::NotStarted { .. } | LaunchError::Url { .. } => exit::USAGE,
        LaunchError::Ended { .. } | LaunchError::NotReady { .. } | LaunchError::WorkerNotReady { .. } => {
            exit::UNREACHABLE
        }
        LaunchError::Own { .. } => exit::BUG,
    };
    Trouble {
        code,
        text: error.to_string(),
    }
}

fn quoted(text: &str) -> String {
    let plain = text
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || "-_./:@%+=,".contains(character));
    if plain && !text.is_empty() {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// Splits at white space outside of single and double quotes.
fn split_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in text.chars() {
        match (quote, character) {
            (Some(open), found) if open == found => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, found) if found.is_whitespace() => words.extend(word.take()),
            (_, found) => word.get_or_insert_default().push(found),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

pub(crate) async fn run(arguments: Arguments) -> Done {
    let selection = select(arguments.profile.as_deref(), &arguments.only)?;
    if selection.checks.is_empty() {
        return Err(Trouble::usage(format!(
            "no check matches {}",
            arguments.only.join(", ")
        )));
    }
    let baseline = match &arguments.baseline {
        None => Baseline::default(),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| {
                Trouble::usage(format!("failed to read the baseline {}: {error}", path.display()))
            })?;
            Baseline::parse(&text).map_err(Trouble::usage)?
        }
    };
    let (target, again) = arguments.target.target()?;
    // Before anything is found that could not be kept.
    record::make_folder(&arguments.out).map_err(Trouble::usage)?;
    let mut timings = Timings::default();
    let mut interrupt = Interrupt::listen()?;
    let mut launched = interrupt
        .unless_heard(arguments.target.launch(&target, arguments.seed))
        .await?;
    let options = Options {
        jobs: usize::from(arguments.jobs),
        only: arguments.only.clone(),
        revisions: arguments.revision.clone(),
        transports: arguments.transport.clone(),
        ..Options::default()
    };
    timings.ended("launch");
    let progress = progress();
    let mut discovering = true;
    let outcome = run::run(
        &mut launched,
        &options,
        &selection,
        interrupt.heard(),
        |event| match event {
            Event::Planned(count) => {
                if std::mem::take(&mut discovering) {
                    timings.ended("discovery");
                }
                progress.inc_length(count as u64);
            }
            Event::Held(probe, cell, took) => {
                timings.held(probe, cell, took);
                progress.set_message(format!("{probe} in {cell}"));
                progress.inc(1);
            }
        },
    )
    .await;
    timings.ended("conversations");
    progress.finish_and_clear();
    let volatile = launched.volatile();
    let stderr = launched.stop().await;
    timings.ended("stopping the target");
    let source = Source {
        name: target.name.clone(),
        seed: arguments.seed,
        again,
        volatile,
        profile: arguments.profile.clone(),
    };
    let (rows, recorded) = std::thread::scope(|scope| {
        let recording = scope.spawn(|| record::write_transcripts(&arguments.out, &outcome));
        (run::judge(&outcome, &selection), recording.join())
    });
    let recorded = recorded.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    timings.ended("judging and recording");
    let report = report::build(&source, &outcome, &rows, &baseline);
    let mut written = recorded
        .and_then(|()| record::write_reports(&arguments.out, &source, &arguments.only, &outcome, &report));
    timings.ended("reporting");
    if arguments.timings && written.is_ok() {
        written = record::write_timings(&arguments.out, &timings);
    }
    write_stderr(&arguments.out, &stderr);
    // What was found is shown, whatever became of the files.
    say(&terminal::write(&report, style()));
    if arguments.timings {
        say(&format!("\n{}", timings.to_text()));
    }
    let stale = baseline.stale(&report);
    for text in &stale {
        tell(text);
    }
    written.map_err(Trouble::usage)?;
    tell(&format!("wrote {}", arguments.out.join("report.json").display()));
    if let Some(error) = &outcome.broken_off {
        return Err(trouble(error));
    }
    if !outcome.reached && !outcome.interrupted {
        return Err(Trouble {
            code: exit::UNREACHABLE,
            text: unreachable(&target),
        });
    }
    Ok(exit::code(
        &report,
        &rows,
        &stale,
        arguments.strict,
        &arguments.only,
    ))
}

/// The checks that match the globs, of a profile if one is named.
pub(crate) fn select(profile: Option<&str>, globs: &[String]) -> Result<Selection, Trouble> {
    let Some(name) = profile else {
        return Selection::of(globs).map_err(Trouble::usage);
    };
    let unknown = || {
        Trouble::usage(UnknownProfile {
            name: name.to_owned(),
        })
    };
    let profile = profile::find(name).ok_or_else(unknown)?;
    Selection::of_profile(profile, globs).map_err(Trouble::usage)
}

fn unreachable(target: &Target) -> String {
    match &target.reach {
        Reach::Url(url) => {
            format!("nothing answers at {url}\nhint: is the server running, and is this its MCP endpoint?")
        }
        _ => format!(
            "{} answered nothing\nhint: its standard error is in stderr.txt in the output folder",
            target.name
        ),
    }
}

/// What a launched server wrote to standard error lies beside the transcripts; it is no part of the report.
fn write_stderr(out: &std::path::Path, stderr: &[u8]) {
    let path = out.join("stderr.txt");
    let written = if stderr.is_empty() {
        std::fs::remove_file(&path).or(Ok(()))
    } else {
        std::fs::write(&path, stderr)
    };
    if let Err(error) = written {
        tell(&format!("warning: failed to write {}: {error}", path.display()));
    }
}

fn progress() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "NO_COLOR is a setting of the user's environment (no-color.org)"
)]
pub(crate) fn style() -> Style {
    let refused = std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty());
    if std::io::stdout().is_terminal() && !refused {
        Style::Colour
    } else {
        Style::Plain
    }
}

//! Launched servers: a process group of its own, its standard error kept, an end that leaves no orphan.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::tracer::{Held, Tracer};

/// Bytes of standard error that are kept: the first and the last this many.
const KEPT_STDERR: usize = 64 * 1024;

/// What to launch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Launch {
    /// Program and arguments.
    pub command: Vec<String>,
    /// Added to the environment.
    pub env: BTreeMap<String, String>,
    /// Where it runs; the current folder if not given.
    pub folder: Option<PathBuf>,
    /// What watches where it connects to.
    pub tracer: Option<Tracer>,
}

/// A launched server. Its whole process group is killed when this is dropped.
pub struct Process {
    child: Child,
    group: Option<Pid>,
    stderr: Arc<Mutex<Vec<u8>>>,
    _held: Option<Held>,
}

impl Process {
    /// Starts it; with `piped`, its standard input and output are ours to talk over.
    pub fn start(launch: &Launch, piped: bool) -> std::io::Result<(Self, Option<(ChildStdin, ChildStdout)>)> {
        let program = launch.command.first().ok_or_else(|| {
            std::io::Error::new(std::io::ErrorKind::InvalidInput, "the launch command is empty")
        })?;
        let held = launch.tracer.as_ref().map(Tracer::tap).transpose()?;
        let mut words = held.iter().flat_map(|held| &held.prefix).chain(&launch.command);
        // The tracer would only say in words that there is no such program.
        if held.is_some() && !is_found(program, launch.env.get("PATH")) {
            return Err(std::io::Error::from(std::io::ErrorKind::NotFound));
        }
        let stream = || if piped { Stdio::piped() } else { Stdio::null() };
        let mut command = Command::new(words.next().unwrap_or(program));
        command
            .args(words)
            .envs(&launch.env)
            .process_group(0)
            .kill_on_drop(true);
        command.stdin(stream()).stdout(stream()).stderr(Stdio::piped());
        if let Some(folder) = &launch.folder {
            command.current_dir(folder);
        }
        let mut child = command.spawn()?;
        let group = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        let stderr = Arc::new(Mutex::new(Vec::new()));
        if let Some(stream) = child.stderr.take() {
            tokio::spawn(keep(stream, Arc::clone(&stderr)));
        }
        let streams = child.stdin.take().zip(child.stdout.take());
        let process = Self {
            child,
            group,
            stderr,
            _held: held,
        };
        Ok((process, streams))
    }

    /// The process id, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// How it ended, if it has.
    pub fn exited(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits for its end, at most this long.
    pub async fn wait(&mut self, at_most: Duration) -> Option<ExitStatus> {
        timeout(at_most, self.child.wait()).await.ok()?.ok()
    }

    /// What it wrote to standard error, as far as it is kept.
    pub fn stderr(&self) -> Vec<u8> {
        self.stderr.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks the group to end, waits, then kills what is left.
    pub async fn stop(mut self, grace: Duration) {
        self.signal(Signal::TERM);
        if self.wait(grace).await.is_none() {
            self.signal(Signal::KILL);
            let _ = self.wait(grace).await;
        }
    }

    /// Sends the signal to the whole group.
    pub fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // The group may be gone already.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}

/// Whether a program is there, in one of the folders of `PATH` where it is named without one.
fn is_found(program: &str, path: Option<&String>) -> bool {
    let own = || std::env::var_os("PATH").unwrap_or_default();
    let path = path.map_or_else(own, OsString::from);
    program.contains('/') && Path::new(program).exists()
        || std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Kilobytes that the processes of a launched server's group hold in memory now, where the system says so in `/proc`.
pub fn resident_kib(group: u32) -> Option<u64> {
    held_kib(group, "VmRSS:")
}

/// The most kilobytes that they held since [`forget_peak`], each for itself.
pub fn peak_kib(group: u32) -> Option<u64> {
    held_kib(group, "VmHWM:")
}

/// Counts the peak from what is held now; says whether the system does so for all of them.
pub fn forget_peak(group: u32) -> bool {
    // "5" resets the peak (proc_pid_clear_refs(5)). A process may be gone already, or not ours.
    folders(group).all(|folder| std::fs::write(folder.join("clear_refs"), "5").is_ok())
}

fn held_kib(group: u32, name: &str) -> Option<u64> {
    let held = folders(group).filter_map(|folder| {
        let status = std::fs::read_to_string(folder.join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    });
    held.fold(None, |sum, one| Some(sum.unwrap_or(0) + one))
}

/// The folders in `/proc` of the processes of a group.
fn folders(group: u32) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten();
    let folders = entries.filter_map(|entry| Some(entry.ok()?.path()));
    folders.filter(move |folder| {
        let stat = std::fs::read_to_string(folder.join("stat")).unwrap_or_default();
        // The name in brackets may hold anything; after it come state, parent and group.
        let after = stat.rsplit_once(')').map(|(_, after)| after);
        let found = after.and_then(|after| after.split_whitespace().nth(2)?.parse::<u32>().ok());
        found == Some(group)
    })
}

async fn keep(mut stream: impl AsyncRead + Unpin, kept: Arc<Mutex<Vec<u8>>>) {
    let mut chunk = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut chunk).await {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&chunk[..count]);
        if kept.len() > 3 * KEPT_STDERR {
            let end = kept.len() - KEPT_STDERR;
            kept.drain(KEPT_STDERR..end);
        }
    }
}

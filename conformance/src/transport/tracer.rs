//! Where a launched server connects to, as the system calls say that it makes: seen by `strace`, which needs no rights.
//!
//! Unlike a proxy it sees a server that heeds no variables, and what goes to this machine itself. The calls are seen at
//! the kernel's border, so connections work as they do without it. What is asked of `io_uring` is not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error, ErrorKind, Result};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::lookup_host;
use tokio::net::unix::pipe::{OpenOptions, Receiver, Sender};
use tokio::time::timeout;

const PROGRAM: &str = "strace";

/// The calls that open a connection, send a datagram, or say where the server itself listens.
const CALLS: &str = "trace=connect,listen,sendto,sendmsg,sendmmsg";

/// Destinations that are kept.
const KEPT: usize = 1000;

/// Bytes of one line. The calls have lines of some hundred.
const LINE_BYTES: usize = 16 * 1024;

/// Port of name servers (RFC 1035 section 4.2).
const NAMES_PORT: u16 = 53;

/// How long a name may take to be looked up.
const LOOKED_UP_WITHIN: Duration = Duration::from_secs(2);

/// Watches every process that is launched through it.
#[derive(Clone, Debug)]
pub struct Tracer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: TempDir,
    launches: AtomicU32,
    /// Of the launches that have not ended.
    taps: Taps,
    seen: Arc<Mutex<Seen>>,
}

type Taps = Arc<Mutex<Vec<Arc<Mutex<Tap>>>>>;

impl PartialEq for Tracer {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What was seen of all launches.
#[derive(Debug, Default)]
struct Seen {
    destinations: BTreeSet<SocketAddr>,
    /// Ports at which the launched processes listen.
    own: BTreeSet<u16>,
    /// Whether more was connected to than is kept.
    is_cut: bool,
}

/// The calls of one launch, read as they are written.
#[derive(Debug)]
struct Tap {
    calls: Receiver,
    line: Vec<u8>,
    /// What sockets for datagrams were last connected to, by descriptor.
    connected: BTreeMap<String, SocketAddr>,
}

/// Keeps the tap of one launch open. What was still written is read after this is dropped.
#[derive(Debug)]
pub struct Held {
    _open: Sender,
    /// The words that go before the command.
    pub prefix: Vec<String>,
}

impl Tracer {
    /// One, where this machine has a `strace` that works.
    pub async fn find() -> Option<Self> {
        let words = words(Path::new("/dev/null"));
        let (program, arguments) = words.split_first()?;
        let tried = tokio::process::Command::new(program)
            .args(arguments)
            .arg("true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .status();
        let status = timeout(super::Limits::default().answer, tried).await;
        status.ok()?.ok().filter(std::process::ExitStatus::success)?;
        Some(Self(Arc::new(Inner {
            folder: tempfile::tempdir().ok()?,
            launches: AtomicU32::new(0),
            taps: Arc::default(),
            seen: Arc::default(),
        })))
    }

    /// Makes ready for one launch.
    pub fn tap(&self) -> Result<Held> {
        let number = self.0.launches.fetch_add(1, Ordering::Relaxed);
        let path = self.0.folder.path().join(number.to_string());
        make_pipe(&path)?;
        let calls = OpenOptions::new().open_receiver(&path)?;
        let open = OpenOptions::new().open_sender(&path)?;
        let tap = Arc::new(Mutex::new(Tap {
            calls,
            line: Vec::new(),
            connected: BTreeMap::new(),
        }));
        locked(&self.0.taps).push(Arc::clone(&tap));
        let (taps, seen) = (Arc::clone(&self.0.taps), Arc::clone(&self.0.seen));
        tokio::spawn(async move {
            keep_reading(&tap, &seen).await;
            locked(&taps).retain(|other| !Arc::ptr_eq(other, &tap));
        });
        Ok(Held {
            _open: open,
            prefix: words(&path),
        })
    }

    /// Where the launched processes connected to so far, besides their own ports and name servers, and whether that is all.
    /// A call is written down before the process goes on, so nothing that was done before an answer is missing.
    pub fn seen(&self) -> (Vec<SocketAddr>, bool) {
        for tap in locked(&self.0.taps).iter() {
            // What is left after an end or an error has been read.
            let _ = locked(tap).read(&self.0.seen);
        }
        let seen = locked(&self.0.seen);
        let is_foreign = |to: &&SocketAddr| {
            let is_here = to.ip().is_loopback() || to.ip().is_unspecified();
            to.port() != NAMES_PORT && !(is_here && seen.own.contains(&to.port()))
        };
        let foreign = seen.destinations.iter().filter(is_foreign).copied();
        (foreign.collect(), !seen.is_cut)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a host name stands for an address here and now.
pub async fn stands_for(host: &str, address: SocketAddr) -> bool {
    let found = timeout(LOOKED_UP_WITHIN, lookup_host((host, address.port()))).await;
    found.is_ok_and(|found| {
        found.is_ok_and(|mut found| found.any(|found| found.ip().to_canonical() == address.ip()))
    })
}

/// The command before the command. The tracer is a process apart, so the launched one stays our child, with its own exit
/// code and signals.
fn words(output: &Path) -> Vec<String> {
    let fixed = ["-DD", "-f", "--seccomp-bpf", "-qqq", "-yy", "-s", "0", "-e"];
    let more = [CALLS, "-e", "signal=none", "-o"];
    let path = output.display().to_string();
    std::iter::once(PROGRAM)
        .chain(fixed)
        .chain(more)
        .chain([path.as_str()])
        .map(str::to_owned)
        .collect()
}

#[cfg(target_os = "linux")]
fn make_pipe(path: &Path) -> Result<()> {
    rustix::fs::mkfifoat(rustix::fs::CWD, path, rustix::fs::Mode::RWXU).map_err(Error::from)
}

#[cfg(not(target_os = "linux"))]
fn make_pipe(_: &Path) -> Result<()> {
    Err(Error::from(ErrorKind::Unsupported))
}

/// Reads until no process of the launch is left.
async fn keep_reading(tap: &Mutex<Tap>, seen: &Mutex<Seen>) {
    loop {
        let ready = std::future::poll_fn(|context| locked(tap).calls.poll_read_ready(context));
        if ready.await.is_err() || locked(tap).read(seen).is_err() {
            return;
        }
    }
}

impl Tap {
    /// Reads what is there.
    fn read(&mut self, seen: &Mutex<Seen>) -> Result<()> {
        let mut chunk = [0; 16 * 1024];
        loop {
            let count = match self.calls.try_read(&mut chunk) {
                Ok(0) => return Err(Error::from(ErrorKind::UnexpectedEof)),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            for &byte in &chunk[..count] {
                if byte == b'\n' {
                    let line = std::mem::take(&mut self.line);
                    if let Some(found) = self.understand(&String::from_utf8_lossy(&line)) {
                        locked(seen).add(found);
                    }
                } else if self.line.len() < LINE_BYTES {
                    self.line.push(byte);
                }
            }
        }
    }

    /// What a line tells, which is `PID call(FD<KIND:[address]>, …`.
    fn understand(&mut self, line: &str) -> Option<Found> {
        let (call, rest) = line.split_once('(')?;
        let call = call.rsplit(' ').next()?;
        let (descriptor, rest) = rest.split_once('<')?;
        let (kind, rest) = rest.split_once(':')?;
        let is_datagram = kind.starts_with("UDP");
        if !is_datagram && !kind.starts_with("TCP") {
            return None;
        }
        let to = address(rest);
        match call {
            "listen" => {
                let (bound, _) = rest.strip_prefix('[')?.split_once("]>")?;
                bound.rsplit_once(':')?.1.parse().ok().map(Found::Own)
            }
            // No byte goes out when such a socket is connected: names are looked up that way.
            "connect" if is_datagram => {
                self.connected.insert(descriptor.to_owned(), to?);
                None
            }
            "connect" => to.map(Found::Destination),
            _ => {
                let connected = || self.connected.get(descriptor).copied().filter(|_| is_datagram);
                to.or_else(connected).map(Found::Destination)
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Found {
    Own(u16),
    Destination(SocketAddr),
}

impl Seen {
    fn add(&mut self, found: Found) {
        match found {
            Found::Own(port) => {
                self.own.insert(port);
            }
            Found::Destination(to) if self.destinations.len() < KEPT => {
                self.destinations.insert(to);
            }
            Found::Destination(to) => self.is_cut |= !self.destinations.contains(&to),
        }
    }
}

/// The first address of the arguments of a call. What is written as IPv4 within IPv6 is that IPv4 address.
fn address(arguments: &str) -> Option<SocketAddr> {
    let after = |name: &str, end: char| {
        let (_, rest) = arguments.split_once(name)?;
        Some(rest.split_once(end)?.0)
    };
    let (port, ip) = match after("sin_port=htons(", ')') {
        Some(port) => (port, after("sin_addr=inet_addr(\"", '"')?),
        None => (
            after("sin6_port=htons(", ')')?,
            after("inet_pton(AF_INET6, \"", '"')?,
        ),
    };
    let ip: IpAddr = ip.parse().ok()?;
    Some(SocketAddr::new(ip.to_canonical(), port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as strace 6.1 writes them.
    #[tokio::test]
    async fn connections_datagrams_and_own_ports_are_read_from_the_calls() {
        let Ok(folder) = tempfile::tempdir() else {
            panic!("no folder");
        };
        let path = folder.path().join("calls");
        make_pipe(&path).expect("a pipe");
        let mut tap = Tap {
            calls: OpenOptions::new().open_receiver(&path).expect("it opens"),
            line: Vec::new(),
            connected: BTreeMap::new(),
        };
        let to = |text: &str| Some(Found::Destination(text.parse().expect("an address")));
        for (line, found) in [
            (
                r#"7 connect(3<TCP:[33328315]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.7")}, 16) = -1 EINPROGRESS (Operation now in progress)"#,
                to("192.0.2.7:443"),
            ),
            (
                r#"7 connect(3<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.7")}, 16 <unfinished ...>"#,
                to("192.0.2.7:443"),
            ),
            (
                r#"7 connect(4<TCPv6:[33328321]>, {sa_family=AF_INET6, sin6_port=htons(9), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ECONNREFUSED (Connection refused)"#,
                to("[::1]:9"),
            ),
            (
                r#"7 connect(4<TCPv6:[2]>, {sa_family=AF_INET6, sin6_port=htons(9), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::ffff:127.0.0.1", &sin6_addr), sin6_scope_id=0}, 28) = 0"#,
                to("127.0.0.1:9"),
            ),
            (
                r#"7 sendto(3<UDP:[33328335]>, ""..., 5, 0, {sa_family=AF_INET, sin_port=htons(5353), sin_addr=inet_addr("127.0.0.1")}, 16) = 5"#,
                to("127.0.0.1:5353"),
            ),
            (
                r#"7 connect(3<UDP:[0.0.0.0:47774]>, {sa_family=AF_INET, sin_port=htons(8125), sin_addr=inet_addr("192.0.2.8")}, 16) = 0"#,
                None,
            ),
            (
                r#"7 sendto(3<UDP:[0.0.0.0:47774]>, ""..., 1, 0, NULL, 0) = 1"#,
                to("192.0.2.8:8125"),
            ),
            (
                r"7 listen(5<TCP:[127.0.0.1:34679]>, 1) = 0",
                Some(Found::Own(34679)),
            ),
            (
                r"7 listen(6<TCPv6:[[::]:35305]>, 1)  = 0",
                Some(Found::Own(35305)),
            ),
            (
                r#"7 sendto(8<TCP:[127.0.0.1:5->127.0.0.1:6]>, ""..., 900, MSG_NOSIGNAL, NULL, 0) = 900"#,
                None,
            ),
            (
                r#"7 connect(4<UNIX-STREAM:[33495053]>, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)"#,
                None,
            ),
            (
                r"7 sendto(20<NETLINK:[ROUTE:11800]>, ..., 20, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 20",
                None,
            ),
            ("7 +++ exited with 0 +++", None),
            ("", None),
        ] {
            assert_eq!(tap.understand(line), found, "{line}");
        }
    }
}

//! A server as a process: started on one core, asked until it answers, and its use of the machine.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{BenchError, CLIENT_CORE, SERVER_CORE};

const READY_WITHIN: Duration = Duration::from_secs(10);
const BETWEEN_ATTEMPTS: Duration = Duration::from_micros(200);
/// Processor time is told in clock ticks, of which Linux has a hundred a second on every machine.
const US_PER_TICK: u64 = 10_000;

/// A running server; it is killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    /// From its launch to the whole first answer.
    pub(crate) ready_ms: f64,
}

impl Server {
    /// Launches a server on its core and waits for its first answer. `arguments` are made from the port.
    pub(crate) fn start(
        program: &Path,
        arguments: impl FnOnce(u16) -> Vec<String>,
    ) -> Result<Self, BenchError> {
        let port = free_port()?;
        let name = program.display().to_string();
        let begin = Instant::now();
        let child = Command::new("taskset")
            .args(["-c", &SERVER_CORE.to_string()])
            .arg(program)
            .args(arguments(port))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(BenchError::io(format!("launch {name} with taskset")))?;
        let mut server = Self {
            child,
            port,
            ready_ms: 0.0,
        };
        while !answers_metadata(port) {
            if begin.elapsed() > READY_WITHIN {
                return Err(BenchError::NotReady(name));
            }
            std::thread::sleep(BETWEEN_ATTEMPTS);
        }
        server.ready_ms = begin.elapsed().as_secs_f64() * 1e3;
        Ok(server)
    }

    /// Processor time so far of all its threads, in microseconds.
    pub(crate) fn cpu_us(&self) -> Result<u64, BenchError> {
        cpu_us(&self.child.id().to_string())
    }

    /// Resident memory, in bytes.
    pub(crate) fn resident_bytes(&self) -> Result<u64, BenchError> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = read(&path)?;
        let kib = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next())
            .unwrap_or_default();
        number(&path, kib).map(|kib| kib * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Processor time of a process (`self` for this one), in microseconds.
pub(crate) fn cpu_us(process: &str) -> Result<u64, BenchError> {
    let path = format!("/proc/{process}/stat");
    let stat = read(&path)?;
    // The name of the program, in brackets, may hold spaces; user and system time are the 12th and 13th behind it.
    let behind_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let mut times = behind_name.split_whitespace().skip(11);
    let (user, system) = (times.next().unwrap_or_default(), times.next().unwrap_or_default());
    Ok((number(&path, user)? + number(&path, system)?) * US_PER_TICK)
}

/// Moves this process, which has no second thread yet, to the client's core.
pub(crate) fn move_to_client_core() -> Result<(), BenchError> {
    Command::new("taskset")
        .args([
            "-p",
            "-c",
            &CLIENT_CORE.to_string(),
            &std::process::id().to_string(),
        ])
        .stdout(Stdio::null())
        .status()
        .map_err(BenchError::io("run taskset"))?;
    Ok(())
}

/// How many files this process and its children may have open at once.
pub(crate) fn open_files_limit() -> Result<u64, BenchError> {
    let path = "/proc/self/limits";
    let limits = read(path)?;
    let soft = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next())
        .unwrap_or_default();
    if soft == "unlimited" {
        return Ok(u64::MAX);
    }
    number(path, soft)
}

fn answers_metadata(port: u16) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        let request = format!(
            "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200") && answer.contains("token_endpoint"))
}

fn free_port() -> Result<u16, BenchError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(BenchError::io("find a free port"))
}

fn read(path: &str) -> Result<String, BenchError> {
    std::fs::read_to_string(path).map_err(BenchError::io(format!("read {path}")))
}

fn number(what: &str, text: &str) -> Result<u64, BenchError> {
    text.parse().map_err(|_| BenchError::Number {
        what: what.to_owned(),
        found: text.to_owned(),
    })
}

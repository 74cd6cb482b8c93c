//! Where a port is listened at, as the system tells it in `/proc`. Nothing is sent.

use std::fs::File;
use std::io::{BufRead as _, BufReader};

/// The tables of sockets, of both families.
const TABLES: [&str; 2] = ["/proc/net/tcp", "/proc/net/tcp6"];

/// The state of a socket that listens.
const LISTEN: &str = "0A";

/// Whether a socket listens at `port` on an address that is not loopback; nothing where the system does not say who
/// listens there at all.
pub fn beyond_loopback(port: u16) -> Option<bool> {
    let tables = TABLES.iter().filter_map(|table| listeners(table).ok());
    beyond(&tables.collect::<String>(), port)
}

/// The head of a table and the sockets that listen. They come first (the kernel's `networking/proc_net_tcp`), and the
/// connections after them, thousands perhaps, are not asked for.
fn listeners(table: &str) -> std::io::Result<String> {
    let mut lines = BufReader::new(File::open(table)?);
    let (mut text, mut line) = (String::new(), String::new());
    while lines.read_line(&mut line)? > 0 {
        if !text.is_empty() && state(&line) != Some(LISTEN) {
            break;
        }
        text.push_str(&line);
        line.clear();
    }
    Ok(text)
}

/// The state of the socket in a line.
fn state(line: &str) -> Option<&str> {
    line.split_whitespace().nth(3)
}

fn beyond(table: &str, port: u16) -> Option<bool> {
    let port = format!("{port:04X}");
    let addresses = table.lines().filter_map(|line| {
        let mut columns = line.split_whitespace().skip(1);
        let (address, found) = columns.next()?.split_once(':')?;
        let listens = columns.nth(1)? == LISTEN;
        (listens && found == port).then(|| address.to_owned())
    });
    let found: Vec<bool> = addresses.map(|address| !is_loopback(&address)).collect();
    (!found.is_empty()).then(|| found.contains(&true))
}

/// Words of four bytes, each in the order of the machine: 127.0.0.0/8, `::1`, or the first within IPv6.
fn is_loopback(address: &str) -> bool {
    let words: Vec<u32> = (0..address.len() / 8)
        .filter_map(|at| u32::from_str_radix(address.get(at * 8..at * 8 + 8)?, 16).ok())
        .map(|word| u32::from_be_bytes(word.to_ne_bytes()))
        .collect();
    match words.as_slice() {
        [four] | [0, 0, 0xffff, four] => four >> 24 == 127,
        [0, 0, 0, 1] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        let address = |words: &[[u8; 4]]| {
            let words = words
                .iter()
                .map(|word| format!("{:08X}", u32::from_ne_bytes(*word)));
            words.collect::<String>()
        };
        let zero = [0; 4];
        let line = |address: &str, state: &str| {
            format!("   0: {address}:0050 00000000:0000 {state} 00000000:00000000 00:00000000\n")
        };
        let own = line(&address(&[[127, 0, 0, 2]]), "0A");
        let mapped = line(&address(&[zero, zero, [0, 0, 255, 255], [127, 0, 0, 1]]), "0A");
        let six = line(&address(&[zero, zero, zero, [0, 0, 0, 1]]), "0A");
        let any = line(&address(&[zero]), "0A");
        let other = line(&address(&[zero, zero, zero, zero]), "0A");
        let connected = line(&address(&[[192, 0, 2, 1]]), "01");
        for loopback in [&own, &mapped, &six] {
            assert_eq!(beyond(loopback, 80), Some(false), "{loopback}");
        }
        for outside in [&any, &other] {
            assert_eq!(
                beyond(&[own.as_str(), outside].concat(), 80),
                Some(true),
                "{outside}"
            );
        }
        assert_eq!(beyond(&connected, 80), None);
        assert_eq!(beyond(&any, 81), None);
    }
}

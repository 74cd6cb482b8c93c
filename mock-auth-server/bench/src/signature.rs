//! What RS256 costs at least: RSA signatures of 2048 bits and nothing else.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

use crate::{BenchError, SERVER_CORE, process};

/// As long as the signing input of a token.
const MESSAGE: [u8; 440] = [b'a'; 440];
/// Signatures between two looks at the clock.
const BATCH: u32 = 64;
const MEASURED_US: u64 = 1_500_000;

/// Arguments of `signature`.
#[derive(Debug, Args)]
pub(crate) struct Signature {
    /// The private key, PKCS #1 in DER
    #[arg(long)]
    key: PathBuf,
}

/// Signs for a while; the microseconds of one signature.
pub(crate) fn measure(arguments: &Signature) -> Result<String, BenchError> {
    let key =
        std::fs::read(&arguments.key).map_err(BenchError::io(format!("read {}", arguments.key.display())))?;
    let key = RsaKeyPair::from_der(&key)
        .map_err(|refused| BenchError::Missed(format!("the key is refused: {refused}")))?;
    let random = SystemRandom::new();
    let mut signature = vec![0; key.public().modulus_len()];
    let (begin, mut signed) = (process::cpu_us("self")?, 0_u32);
    loop {
        for _ in 0..BATCH {
            key.sign(&RSA_PKCS1_SHA256, &random, &MESSAGE, &mut signature)
                .map_err(|_| BenchError::Missed("the key signs nothing".to_owned()))?;
        }
        signed += BATCH;
        let used_us = process::cpu_us("self")? - begin;
        if used_us >= MEASURED_US {
            return Ok((used_us as f64 / f64::from(signed)).to_string());
        }
    }
}

/// The same in a process of its own, on the server's core.
pub(crate) fn measure_apart(key: &Path) -> Result<f64, BenchError> {
    let itself = std::env::current_exe().map_err(BenchError::io("find this program"))?;
    let output = Command::new("taskset")
        .args(["-c", &SERVER_CORE.to_string()])
        .arg(itself)
        .args(["signature", "--key"])
        .arg(key)
        .output()
        .map_err(BenchError::io("measure bare signatures"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    printed.trim().parse().map_err(|_| BenchError::Number {
        what: "the measurement of bare signatures".to_owned(),
        found: printed.into_owned(),
    })
}

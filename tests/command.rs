//! Running the `proofhouse` command as a user does, in a folder of its own.

use std::path::Path;
use std::process::{Command, Output};

/// The command, without the settings of whoever runs the tests.
pub fn proofhouse(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proofhouse"));
    command
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("TERM", "dumb");
    command
}

/// What a command printed and how it ended.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs it to its end.
pub fn run(folder: &Path, words: &[&str]) -> Ran {
    ran(&proofhouse(folder).args(words).output().expect("it starts"))
}

pub fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

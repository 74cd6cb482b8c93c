//! Files that runs read and write: target files of mutants, and what a report says.

use std::path::{Path, PathBuf};

/// A target file in `folder` that launches the reference server, or one of its mutants, over HTTP.
pub fn mutant(folder: &Path, flaw: Option<&str>) -> PathBuf {
    let flaw = flaw
        .map(|flaw| format!(", \"--flaw\", \"{flaw}\""))
        .unwrap_or_default();
    let text = format!(
        "name = \"mutant\"\n[launch]\ncommand = [\"{}\", \"serve-reference\", \"--port\", \"{{port}}\", \"--issuer\", \"{{issuer}}\", \"--jwks-uri\", \"{{jwks_uri}}\", \"--audience\", \"{{audience}}\", \"--scope\", \"mcp:tools\"{flaw}]\n[authorization]\nkind = \"resource-server\"\naudience = \"{{url}}\"\nscopes = [\"mcp:tools\"]\n",
        env!("CARGO_BIN_EXE_proofhouse")
    );
    written(folder, "mutant.toml", &text)
}

/// Writes a file and returns where it lies.
pub fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("the folder takes files");
    path
}

/// The verdict that a report gives a check, in the first column that has it.
pub fn verdict(folder: &Path, check: &str) -> String {
    let text =
        std::fs::read_to_string(folder.join("proofhouse-out/report.json")).expect("a report was written");
    let report: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let rows = report["rows"].as_array().expect("it has rows");
    let found = rows.iter().find(|row| row["check"] == check);
    found
        .and_then(|row| row["verdict"].as_str())
        .unwrap_or("absent")
        .to_owned()
}

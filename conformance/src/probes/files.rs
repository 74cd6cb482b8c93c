//! Files of ours: what lies in the folder that is served may be read, and what lies beside it may not.

use serde_json::json;

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::transcript::Files;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&FILES];

/// Reads the note that may be read, before and after everything else.
pub const NOTE: &str = "note";

/// Paths that lead outside: the label, what to call the path, and the path. `{served}` is the folder that is served.
pub const OUTSIDE: &[(&str, &str, &str)] = &[
    (
        "sibling-absolute",
        "the path of a folder whose name begins with that of the served one",
        "{served}-not/secret.txt",
    ),
    (
        "sibling-relative",
        "a relative path to a folder whose name begins with that of the served one",
        "../served-not/secret.txt",
    ),
    (
        "sibling-through-folder",
        "a path through the served folder to one whose name begins so",
        "{served}/../served-not/secret.txt",
    ),
    ("parent-relative", "a relative path upwards", "../secret.txt"),
    (
        "parent-through-folder",
        "a path upwards through the served folder",
        "{served}/../secret.txt",
    ),
    (
        "parent-through-note",
        "a path upwards through a file",
        "{served}/note.txt/../../secret.txt",
    ),
    (
        "dots-encoded",
        "a path upwards with encoded dots",
        "{served}/%2e%2e/secret.txt",
    ),
    (
        "slash-encoded",
        "a path upwards with an encoded slash",
        "{served}/..%2fsecret.txt",
    ),
    (
        "encoded-twice",
        "a path upwards that is encoded twice",
        "{served}/%252e%252e%252fsecret.txt",
    ),
    (
        "dots-doubled",
        "a path that is one upwards once its dots are taken out",
        "{served}/....//secret.txt",
    ),
    (
        "backslash",
        "a path upwards with a backslash",
        "{served}/..\\secret.txt",
    ),
    ("url", "a file URL upwards", "file://{served}/../secret.txt"),
    (
        "nul",
        "a path upwards with a NUL before a harmless ending",
        "{served}/../secret.txt\0/note.txt",
    ),
];

/// Reads the note, and tries to read what lies beside its folder.
pub static FILES: Probe = Probe {
    name: "files",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Files],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    let Some(files) = c.facts().files.clone() else {
        return Ok(());
    };
    c.open().await?;
    let note = format!("{}/note.txt", files.served);
    let read = reading(c, &files, &note);
    c.send(NOTE, read).await?;
    for (label, _, path) in OUTSIDE {
        let path = path.replace("{served}", &files.served);
        let read = reading(c, &files, &path);
        c.send(label, read).await?;
    }
    let read = reading(c, &files, &note);
    c.send(NOTE, read).await?;
    Ok(())
}

fn reading(c: &mut Conversation, files: &Files, path: &str) -> Outgoing {
    let mut arguments = files.arguments.clone();
    arguments[&files.argument] = json!(path);
    c.request("tools/call", json!({"name": files.tool, "arguments": arguments}))
}

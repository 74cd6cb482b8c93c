//! Tools, resources, prompts, completion and lists.

use super::Probe;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[];

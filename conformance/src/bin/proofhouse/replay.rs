//! `proofhouse replay`: hold a recorded conversation again.

use std::path::PathBuf;

use clap::Args;
use conformance::check::Verdict;
use conformance::conversation::Conversation;
use conformance::transcript::{self, Transcript};
use conformance::{checks, exit, probes, record, sign_in};

use super::interrupt::Interrupt;
use super::run::TargetArguments;
use super::{Done, Trouble, say};

#[derive(Args)]
#[command(
    after_help = "Example:\n  proofhouse replay --record proofhouse-out/transcripts/2025-11-25.streamable-http.tokens.txt target.toml\n\nThe same probe is held with the recorded seed, so the same bytes are sent, apart from ports and\nfrom what the server chose. Its transcript is printed, then the verdicts on both."
)]
pub(crate) struct Arguments {
    /// The transcript to hold again.
    #[arg(long, value_name = "TRANSCRIPT")]
    record: PathBuf,
    #[command(flatten)]
    target: TargetArguments,
}

pub(crate) async fn replay(arguments: &Arguments) -> Done {
    let before = record::read_transcript(&arguments.record).map_err(Trouble::usage)?;
    let name = before.head.probe.clone();
    let probe = probes::all()
        .find(|probe| probe.name == name)
        .ok_or_else(|| Trouble::usage(format!("there is no probe {name:?} in this version")))?;
    let (target, _) = arguments.target.target()?;
    let mut interrupt = Interrupt::listen()?;
    let launched = interrupt
        .unless_heard(arguments.target.launch(&target, before.head.seed))
        .await?;
    let mut facts = before.head.facts.as_ref().clone();
    facts.authorization.clone_from(&launched.claims.authorization);
    facts.sign_in.clone_from(&launched.claims.sign_in);
    // Tokens of the target's own are in no record.
    interrupt
        .unless_heard(async { Ok(sign_in::hold(&launched.ground, before.head.cell, &mut facts).await) })
        .await?;
    let mut conversation = Conversation::new(launched.ground.clone(), probe.name, before.head.cell, facts);
    if let Some(hold) = probe.hold {
        let held = interrupt
            .unless_heard(async { Ok(hold(&mut conversation).await) })
            .await?;
        if let Err(halt) = held {
            conversation.note("halt", halt.to_string());
        }
    }
    let after = conversation.close().await;
    launched.stop().await;
    say(&transcript::print(&after));
    say(&compare(&before, &after));
    let failed = judged(&after)
        .iter()
        .any(|(_, verdict)| verdict.starts_with("fail"));
    Ok(if failed { exit::FINDINGS } else { exit::EXPECTED })
}

fn judged(transcript: &Transcript) -> Vec<(&'static str, String)> {
    let checks = checks::all().filter(|check| check.probe.name == transcript.head.probe);
    let held = checks.filter(|check| check.requirement_in(transcript.head.cell).is_some());
    held.map(|check| (check.id, word(check.judge(transcript))))
        .collect()
}

fn word(judgement: conformance::check::Judgement) -> String {
    match judgement {
        Ok(()) => "pass".to_owned(),
        Err(Verdict::Fail(finding)) => format!("fail: {}", finding.says),
        Err(Verdict::Warn(finding)) => format!("warn: {}", finding.says),
        Err(Verdict::Inconclusive(why)) => format!("inconclusive: {why}"),
        Err(Verdict::NotApplicable(why)) => format!("not applicable: {why}"),
        Err(Verdict::Error(why)) => format!("error: {why}"),
    }
}

fn compare(before: &Transcript, after: &Transcript) -> String {
    let mut out = String::from("\n");
    for ((id, was), (_, is)) in judged(before).into_iter().zip(judged(after)) {
        let line = if was == is {
            format!("{id}: {is}\n")
        } else {
            format!("{id}: was {was}, is {is}\n")
        };
        out.push_str(&line);
    }
    out
}

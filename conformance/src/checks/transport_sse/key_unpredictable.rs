use super::is_address;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes, require};
use crate::checks::session::unpredictable;
use crate::conversation::STREAM;
use crate::probes::http_sse::KEYS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-sse.key-unpredictable",
    requirements: &["SSE-CHANNEL-KEY-UNPREDICTABLE"],
    summary: "the addresses of streams do not follow from one another",
    severity: Severity::High,
    probe: &KEYS,
    needs: &[],
    judge,
    remedy: "Put a key of at least 128 bits from a cryptographically secure random number generator into each address. The guidance is younger than this transport: it came with 2025-06-18.",
    classes: &["CWE-330", "MCP07:2025"],
    examples: &[
        passes(
            "stream | no id | 200 | block event: endpoint\\ndata: /m?id=8f1c6a02b7e94d35a1c0ffee12345678 | left\n\
             stream | no id | 200 | block event: endpoint\\ndata: /m?id=01b7e94d35a1c0ffee123456788f1c6a | left\n\
             stream | no id | 200 | block event: endpoint\\ndata: /m?id=c0ffee123456788f1c6a02b7e94d35a1 | left",
        ),
        fails(
            "stream | no id | 200 | block event: endpoint\\ndata: /m?id=8&v=1 | left\n\
             stream | no id | 200 | block event: endpoint\\ndata: /m?id=9&v=1 | left\n\
             stream | no id | 200 | block event: endpoint\\ndata: /m?id=10&v=1 | left",
            "keys of streams count up",
        ),
        fails(
            "stream | no id | 200 | block event: endpoint\\ndata: /m?id=8f1c6a02b7e94d35a1c0ffee12345678 | left\n\
             stream | no id | 200 | block event: endpoint\\ndata: /m?id=8f1c6a02b7e94d35a1c0ffee12345678 | left\n\
             stream | no id | 200 | block event: endpoint\\ndata: /m?id=c0ffee123456788f1c6a02b7e94d35a1 | left",
            "two streams have the same address",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut addresses = Vec::new();
    for stream in seen.exchanges(STREAM) {
        stream.answered()?;
        let named = stream.events.iter().find(|event| is_address(event));
        addresses.extend(named.map(|event| event.data.trim().to_owned()));
    }
    let count = addresses.len();
    let mut different = Vec::new();
    for address in addresses {
        if !different.contains(&address) {
            different.push(address);
        }
    }
    if count > 1 && different.len() == 1 {
        return Err(Verdict::not_applicable("every stream names the same address"));
    }
    require(different.len() == count, || {
        "two streams have the same address".to_owned()
    })?;
    if count < 3 {
        return Err(Verdict::inconclusive("fewer than three streams were opened"));
    }
    unpredictable(&without_shared_end(different), "key", "keys of streams")
}

/// The addresses without the signs, and what follows them, that all of them end in.
fn without_shared_end(mut addresses: Vec<String>) -> Vec<String> {
    let ends = |address: &String| address.rfind(['/', '&', ';']).map(|at| address[at..].to_owned());
    while let Some(end) = addresses.first().and_then(ends)
        && addresses
            .iter()
            .all(|address| address.len() > end.len() && address.ends_with(&end))
    {
        for address in &mut addresses {
            address.truncate(address.len() - end.len());
        }
    }
    addresses
}

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use percent_encoding::percent_decode;

use crate::check::{Check, Finding, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::presented_token;
use crate::probes::authorization::UPSTREAM;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.passthrough",
    requirements: &["AUTH-NO-PASSTHROUGH"],
    summary: "the client's token is not passed on to an upstream service",
    severity: Severity::Critical,
    probe: &UPSTREAM,
    needs: &[],
    judge,
    remedy: "Call upstream services with a token issued for them to this server, never with the one that the client sent.",
    classes: &["CWE-441", "MCP01:2025"],
    examples: &[
        passes(
            "upstream-call | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\nupstream: GET /probe HTTP/1.1\\nAuthorization: Bearer own\\n\\n",
        ),
        fails(
            "upstream-call | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\nupstream: GET /probe HTTP/1.1\\nX-User: cccccccccccccccc\\n\\n",
            "the client's token reached the upstream service in a header",
        ),
        fails(
            "upstream-call | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\nupstream: GET /probe HTTP/1.1\\n\\nQmVhcmVyIGFhYWEuYmJiYmJiYmJiYmJiYmJiYi5jY2NjY2NjY2NjY2NjY2Nj",
            "the client's token reached the upstream service in the body",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let tokens = seen
        .all_exchanges()
        .filter_map(|reply| presented_token(reply.sent));
    let traces: Vec<Vec<u8>> = tokens.flat_map(|token| traces(&token)).collect();
    let mut arrived = false;
    for request in seen.upstream() {
        arrived = true;
        if let Some(place) = places(request)
            .into_iter()
            .find_map(|(place, bytes)| holds(bytes, &traces).then_some(place))
        {
            return Err(Verdict::Fail(Finding::new(format!(
                "the client's token reached the upstream service in {place}"
            ))));
        }
    }
    if arrived {
        Ok(())
    } else {
        Err(Verdict::inconclusive("nothing arrived at the upstream service"))
    }
}

/// What betrays a token: claims and signature, which no other token has, and the inside of its Base64 form
/// at each of the three places where it may begin.
fn traces(token: &str) -> Vec<Vec<u8>> {
    let parts = token.split('.').skip(1).filter(|part| part.len() >= 16);
    let mut found: Vec<Vec<u8>> = parts.map(|part| part.as_bytes().to_vec()).collect();
    let Some((_, signature)) = token.rsplit_once('.') else {
        return found;
    };
    for before in 0..3 {
        let text = [vec![b' '; before], signature.as_bytes().to_vec()].concat();
        for encoded in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
            let inside = encoded
                .get(4..encoded.len().saturating_sub(4))
                .unwrap_or_default();
            found.extend((inside.len() >= 12).then(|| inside.as_bytes().to_vec()));
        }
    }
    found
}

/// The request line, the headers and the body.
fn places(request: &[u8]) -> [(&'static str, &[u8]); 3] {
    let line = request
        .windows(2)
        .position(|window| window == b"\r\n")
        .unwrap_or(request.len());
    let head = request
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or(request.len());
    [
        ("the URL", &request[..line]),
        ("a header", &request[line..head.max(line)]),
        ("the body", &request[head..]),
    ]
}

fn holds(bytes: &[u8], traces: &[Vec<u8>]) -> bool {
    let decoded: Vec<u8> = percent_decode(bytes).collect();
    let within = |bytes: &[u8], trace: &[u8]| bytes.windows(trace.len()).any(|window| window == trace);
    traces
        .iter()
        .any(|trace| within(bytes, trace) || within(&decoded, trace))
}

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes, require};
use crate::credential::{is_in, presented_token, traces};
use crate::probes::authorization::UPSTREAM;
use crate::transcript::Transcript;
use memchr::memmem;

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
        let found = places(request)
            .into_iter()
            .find(|(_, bytes)| is_in(bytes, &traces));
        let says = |place: &str| format!("the client's token reached the upstream service in {place}");
        require(found.is_none(), || says(found.map_or("", |(place, _)| place)))?;
        arrived = true;
    }
    if arrived {
        Ok(())
    } else {
        Err(Verdict::inconclusive("nothing arrived at the upstream service"))
    }
}

/// The request line, the headers and the body.
fn places(request: &[u8]) -> [(&'static str, &[u8]); 3] {
    let find = |mark: &[u8]| memmem::find(request, mark);
    let line = find(b"\r\n").unwrap_or(request.len());
    let head = find(b"\r\n\r\n").unwrap_or(request.len());
    [
        ("the URL", &request[..line]),
        ("a header", &request[line..head]),
        ("the body", &request[head..]),
    ]
}

//! What each defect changes, written down a second time and by other means than the table that makes it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use mock_auth_server::{Algorithm, PAST_INSTANT};
use serde_json::{Value, json};

use super::{AUDIENCE, ISSUER, Parts, another, minter, our_jwk, public_der, stranger_jwk};

const FOREIGN: &str = "https://foreign.example/mcp";
const EXPIRY: &str = "4070908800";

/// One defect, and the one difference it makes.
pub struct Row {
    pub id: &'static str,
    /// The audience of the good token, where the usual one has nothing to spoil.
    pub audience: &'static str,
    pub header: Part,
    pub payload: Part,
    pub by: By,
}

/// How the header or the payload differs from the good token's.
pub enum Part {
    Same,
    /// In these members: null where it is gone, an asterisk for any value.
    Members(Value),
    /// It is this text.
    Text(String),
}

/// Where the signature comes from.
pub enum By {
    /// The trusted key.
    Us,
    /// The stranger's key.
    Stranger,
    /// HMAC under this secret.
    Secret(Vec<u8>),
    /// There is none.
    Nobody,
    /// It is these bytes, which do not verify.
    Bytes(Vec<u8>),
    /// It is the good one with the second number negated.
    Negated,
    /// It verifies under this key.
    Key(Value),
    /// It is the encoded message (EMSA-PKCS1-v1_5) itself.
    EncodedMessage,
    /// The whole text is this one.
    Whole(String),
    /// Five segments, of which the first is the header of an encrypted token.
    Encrypted,
    /// Hexadecimal digits and nothing else.
    Digits,
}

fn row(id: &'static str, header: Part, payload: Part, by: By) -> Row {
    Row {
        id,
        audience: AUDIENCE,
        header,
        payload,
        by,
    }
}

fn claims(id: &'static str, changes: Value) -> Row {
    row(id, Part::Same, Part::Members(changes), By::Us)
}

fn aud(id: &'static str, audience: impl Into<Value>) -> Row {
    claims(id, json!({ "aud": audience.into() }))
}

fn payload_text(id: &'static str, text: String) -> Row {
    row(id, Part::Same, Part::Text(text), By::Us)
}

fn header(id: &'static str, changes: Value) -> Row {
    row(id, Part::Members(changes), Part::Same, By::Us)
}

fn stranger(id: &'static str, changes: Value) -> Row {
    row(id, Part::Members(changes), Part::Same, By::Stranger)
}

fn hs256(id: &'static str, secret: Vec<u8>) -> Row {
    let header = Part::Members(json!({"alg": "HS256"}));
    row(id, header, Part::Same, By::Secret(secret))
}

fn unsigned(id: &'static str, name: &str) -> Row {
    row(id, Part::Members(json!({ "alg": name })), Part::Same, By::Nobody)
}

fn signature(id: &'static str, bytes: Vec<u8>) -> Row {
    row(id, Part::Same, Part::Same, By::Bytes(bytes))
}

fn whole(id: &'static str, text: String) -> Row {
    row(id, Part::Same, Part::Same, By::Whole(text))
}

/// The good object with another member at its end.
fn and(good: &str, member: &str) -> String {
    format!("{},{member}}}", good.strip_suffix('}').expect("an object"))
}

/// Every expectation for tokens of that algorithm, in the order of the table.
pub fn rows(algorithm: Algorithm, good: &Parts) -> Vec<Row> {
    let rows = [
        audiences(good),
        other_claims(good),
        times(good),
        kinds(),
        unsigned_tokens(good),
        confused(algorithm),
        signatures(algorithm, good),
        headers(algorithm, good),
        structures(good),
    ];
    rows.into_iter().flatten().collect()
}

fn audiences(good: &Parts) -> Vec<Row> {
    let at = |id, audience, other: &str| Row {
        audience,
        ..aud(id, other)
    };
    let others: Vec<String> = (0..1000)
        .map(|number| format!("https://{number}.example"))
        .collect();
    vec![
        aud("audience-foreign", FOREIGN),
        aud("audience-missing", Value::Null),
        aud("audience-empty", ""),
        aud("audience-prefix", "http://127.0.0.1:3000/mc"),
        aud("audience-suffixed", "http://127.0.0.1:3000/mcp-suffixed"),
        aud("audience-origin-only", "http://127.0.0.1:3000"),
        aud("audience-sibling-path", "http://127.0.0.1:3000/sibling"),
        aud("audience-other-port", "http://127.0.0.1:3001/mcp"),
        aud("audience-other-scheme", "https://127.0.0.1:3000/mcp"),
        aud("audience-upper-path", "http://127.0.0.1:3000/MCP"),
        aud("audience-upper-host", "HTTP://127.0.0.1:3000/mcp"),
        aud("audience-trailing-slash", "http://127.0.0.1:3000/mcp/"),
        aud("audience-host-suffix", "http://127.0.0.1.evil.example:3000/mcp"),
        aud("audience-userinfo", "http://127.0.0.1:3000@evil.example/mcp"),
        aud("audience-percent-encoded", "http%3A%2F%2F127.0.0.1%3A3000%2Fmcp"),
        aud(
            "audience-array-foreign",
            json!([FOREIGN, "https://other.example/mcp"]),
        ),
        aud("audience-array-with-ours", json!([FOREIGN, AUDIENCE])),
        aud("audience-number", 7),
        aud("audience-object", json!({ AUDIENCE: true })),
        aud("audience-nested-array", json!([[AUDIENCE]])),
        payload_text(
            "duplicate-audience-foreign-last",
            and(&good.payload, &format!(r#""aud":"{FOREIGN}""#)),
        ),
        payload_text(
            "duplicate-audience-ours-last",
            and(
                &good.payload.replace(AUDIENCE, FOREIGN),
                &format!(r#""aud":"{AUDIENCE}""#),
            ),
        ),
        aud("audience-child-path", "http://127.0.0.1:3000/mcp/child"),
        at(
            "audience-default-port",
            "https://host.example/mcp",
            "https://host.example:443/mcp",
        ),
        aud("audience-dot-segments", "http://127.0.0.1:3000/./mcp"),
        aud("audience-surrounding-space", " http://127.0.0.1:3000/mcp "),
        aud("audience-fragment", "http://127.0.0.1:3000/mcp#part"),
        aud("audience-query", "http://127.0.0.1:3000/mcp?tenant=other"),
        aud(
            "audience-contains",
            "https://foreign.example/?to=http://127.0.0.1:3000/mcp",
        ),
        aud("audience-percent-encoded-letter", "http://127.0.0.1:3000/mc%70"),
        aud("audience-look-alike", "http://127.0.0.1:3000/m\u{441}p"),
        aud("audience-full-width", "http://\u{ff11}27.0.0.1:3000/mcp"),
        aud("audience-loopback-name", "http://localhost:3000/mcp"),
        at(
            "audience-loopback-ipv4",
            "http://localhost:3000/mcp",
            "http://127.0.0.1:3000/mcp",
        ),
        aud("audience-loopback-ipv6", "http://[::1]:3000/mcp"),
        aud(
            "audience-loopback-ipv4-mapped",
            "http://[::ffff:127.0.0.1]:3000/mcp",
        ),
        aud("audience-loopback-neighbour", "http://127.0.0.2:3000/mcp"),
        aud("audience-loopback-any", "http://0.0.0.0:3000/mcp"),
        aud("audience-loopback-short", "http://127.1:3000/mcp"),
        aud("audience-loopback-decimal", "http://2130706433:3000/mcp"),
        aud("audience-loopback-octal", "http://0177.0.0.1:3000/mcp"),
        aud("audience-loopback-hexadecimal", "http://0x7f.0.0.1:3000/mcp"),
        aud(
            "audience-very-long",
            format!("http://127.0.0.1:3000/mcp/{}", "a".repeat(8192)),
        ),
        aud("audience-wildcard", "*"),
        aud("audience-space-joined", format!("{AUDIENCE} {FOREIGN}")),
        aud("audience-comma-joined", format!("{AUDIENCE},{FOREIGN}")),
        aud("audience-array-single", json!([AUDIENCE])),
        aud("audience-array-empty", json!([])),
        aud("audience-array-long", json!(others)),
        payload_text(
            "audience-null",
            good.payload.replace(&format!("\"{AUDIENCE}\""), "null"),
        ),
        aud("audience-boolean", true),
    ]
}

fn other_claims(good: &Parts) -> Vec<Row> {
    let foreign = r#""iss":"https://issuer.foreign.example""#;
    let jti = good.claims["jti"].as_str().expect("an identifier");
    vec![
        claims("issuer-foreign", json!({"iss": "https://issuer.foreign.example"})),
        claims("issuer-missing", json!({"iss": null})),
        claims("issuer-empty", json!({"iss": ""})),
        payload_text(
            "issuer-null",
            good.payload.replace(&format!("\"{ISSUER}\""), "null"),
        ),
        claims("issuer-array", json!({"iss": [ISSUER]})),
        claims("issuer-prefix", json!({"iss": "http://127.0.0.1:9/tenan"})),
        claims(
            "issuer-suffixed",
            json!({"iss": "http://127.0.0.1:9/tenant/suffixed"}),
        ),
        claims(
            "issuer-host-suffix",
            json!({"iss": "http://127.0.0.1:9/tenant.evil.example"}),
        ),
        claims("issuer-upper-case", json!({"iss": "HTTP://127.0.0.1:9/TENANT"})),
        claims(
            "issuer-trailing-slash",
            json!({"iss": "http://127.0.0.1:9/tenant/"}),
        ),
        payload_text("duplicate-issuer-foreign-last", and(&good.payload, foreign)),
        payload_text(
            "duplicate-issuer-foreign-first",
            and(
                &good.payload.replace(ISSUER, "https://issuer.foreign.example"),
                &format!(r#""iss":"{ISSUER}""#),
            ),
        ),
        claims("subject-missing", json!({"sub": null})),
        claims("subject-empty", json!({"sub": ""})),
        claims("subject-number", json!({"sub": 7})),
        claims("subject-other", json!({"sub": "mallory"})),
        claims("client-missing", json!({"client_id": null})),
        claims("client-foreign", json!({"client_id": "foreign-client"})),
        claims("azp-foreign", json!({"azp": "foreign-client"})),
        claims("jti-missing", json!({"jti": null})),
        claims("scope-missing", json!({"scope": null})),
        claims("scope-empty", json!({"scope": ""})),
        claims("scope-wrong", json!({"scope": "proofhouse:unrelated"})),
        claims("scope-prefix", json!({"scope": "mcp:tool"})),
        claims("scope-suffixed", json!({"scope": "mcp:tools-suffixed"})),
        claims("scope-upper-case", json!({"scope": "MCP:TOOLS"})),
        claims("scope-array", json!({"scope": ["mcp:tools"]})),
        claims(
            "scope-superset",
            json!({"scope": "mcp:tools proofhouse:unrelated"}),
        ),
        claims("cnf-jkt-without-proof", json!({"cnf": "*"})),
        claims("cnf-x5t-without-certificate", json!({"cnf": "*"})),
        claims("revoked", json!({"jti": format!("revoked-{jti}")})),
        claims("inactive", json!({"jti": format!("inactive-{jti}")})),
    ]
}

fn times(good: &Parts) -> Vec<Row> {
    let past = PAST_INSTANT;
    let member = format!(r#""exp":{EXPIRY}"#);
    let past_member = format!(r#""exp":{}"#, past - 3600);
    let with_expiry = |text: &str| good.payload.replace(&member, &format!(r#""exp":{text}"#));
    vec![
        claims("expired-hour", json!({"exp": past - 3600, "iat": past - 7200})),
        claims("expired-day", json!({"exp": past - 86_400, "iat": past - 90_000})),
        claims("not-yet-valid", json!({"nbf": 4_070_907_000_i64})),
        claims("exp-missing", json!({"exp": null})),
        claims("exp-string", json!({"exp": EXPIRY})),
        payload_text("exp-null", with_expiry("null")),
        claims("exp-zero", json!({"exp": 0})),
        claims("exp-negative", json!({"exp": -1})),
        payload_text("exp-float", with_expiry("4070908800.5")),
        claims("exp-far-future", json!({"exp": 253_402_300_799_i64})),
        payload_text("exp-beyond-double", with_expiry("1e400")),
        payload_text("duplicate-exp-past-last", and(&good.payload, &past_member)),
        payload_text(
            "duplicate-exp-past-first",
            and(&good.payload.replace(&member, &past_member), &member),
        ),
        claims("iat-future", json!({"iat": 4_070_907_000_i64})),
        claims("iat-missing", json!({"iat": null})),
    ]
}

fn kinds() -> Vec<Row> {
    let kind = |id, typ: &str, changes| {
        let header = Part::Members(json!({ "typ": typ }));
        row(id, header, Part::Members(changes), By::Us)
    };
    vec![
        kind(
            "typ-id-token",
            "JWT",
            json!({"aud": "proofhouse", "client_id": null, "scope": null, "jti": null, "nonce": "*", "auth_time": 1_704_067_200}),
        ),
        kind("refresh-token", "rt+jwt", json!({"aud": ISSUER})),
        kind(
            "client-assertion",
            "client-authentication+jwt",
            json!({
                "iss": "proofhouse", "sub": "proofhouse", "aud": format!("{ISSUER}/token"),
                "client_id": null, "scope": null, "jti": "*"
            }),
        ),
        kind(
            "id-jag",
            "oauth-id-jag+jwt",
            json!({"aud": ISSUER, "resource": AUDIENCE}),
        ),
        header("typ-dpop-proof", json!({"typ": "dpop+jwt"})),
        header("typ-logout-token", json!({"typ": "logout+jwt"})),
        header("typ-plain", json!({"typ": "JWT"})),
        header("typ-missing", json!({"typ": null})),
        header("typ-long", json!({"typ": "application/at+jwt"})),
        header("typ-upper-case", json!({"typ": "AT+JWT"})),
        header("typ-number", json!({"typ": 7})),
    ]
}

fn unsigned_tokens(good: &Parts) -> Vec<Row> {
    let mut rows = vec![
        unsigned("alg-none", "none"),
        unsigned("alg-none-mixed-case", "nOnE"),
        unsigned("alg-none-upper", "NONE"),
    ];
    let cases = [
        ("alg-none-lllu", "nonE"),
        ("alg-none-llul", "noNe"),
        ("alg-none-lluu", "noNE"),
        ("alg-none-lull", "nOne"),
        ("alg-none-luul", "nONe"),
        ("alg-none-luuu", "nONE"),
        ("alg-none-ulll", "None"),
        ("alg-none-ullu", "NonE"),
        ("alg-none-ulul", "NoNe"),
        ("alg-none-uluu", "NoNE"),
        ("alg-none-uull", "NOne"),
        ("alg-none-uulu", "NOnE"),
        ("alg-none-uuul", "NONe"),
    ];
    rows.extend(cases.map(|(id, name)| unsigned(id, name)));
    rows.extend([
        header("alg-none-signed", json!({"alg": "none"})),
        unsigned("alg-empty", ""),
        header("alg-missing", json!({"alg": null})),
    ]);
    let other = another(
        good.header["alg"]
            .as_str()
            .expect("a name")
            .parse()
            .expect("ours"),
    );
    rows.push(header("alg-swapped", json!({"alg": other.name()})));
    rows
}

fn confused(algorithm: Algorithm) -> Vec<Row> {
    let pem = minter().public_key_pem(algorithm);
    let (der, jwk) = (public_der(algorithm), our_jwk(algorithm));
    let raw = match algorithm {
        Algorithm::Es256 => der[der.len() - 65..].to_vec(),
        Algorithm::EdDsa => der[der.len() - 32..].to_vec(),
        Algorithm::Rs256 | Algorithm::Ps256 => URL_SAFE_NO_PAD
            .decode(jwk["n"].as_str().expect("a modulus"))
            .expect("base64url"),
    };
    // The RSAPublicKey is what stands in the last element of the SubjectPublicKeyInfo.
    let pkcs1 = STANDARD.encode(&der[24.min(der.len())..]);
    let lines: Vec<&str> = (0..pkcs1.len())
        .step_by(64)
        .map(|at| &pkcs1[at..pkcs1.len().min(at + 64)])
        .collect();
    let pkcs1 = format!(
        "-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n",
        lines.join("\n")
    );
    vec![
        hs256("hs256-public-key-pem", pem.clone().into_bytes()),
        hs256("hs256-public-key-pem-trimmed", pem.trim_end().as_bytes().to_vec()),
        hs256("hs256-public-key-pkcs1-pem", pkcs1.into_bytes()),
        hs256("hs256-public-key-der", der),
        hs256("hs256-public-key-jwk", jwk.to_string().into_bytes()),
        hs256("hs256-public-key-jwks", minter().jwks().to_string().into_bytes()),
        hs256("hs256-public-key-raw", raw),
        hs256("hs256-empty-secret", Vec::new()),
    ]
}

fn signatures(algorithm: Algorithm, good: &Parts) -> Vec<Row> {
    let right = &good.signature;
    let mut flipped = right.clone();
    flipped[0] ^= 1;
    let number = |bytes: &[u8]| {
        let leading = bytes.iter().take_while(|byte| **byte == 0).count();
        let sign = usize::from(bytes[leading] >= 0x80);
        let mut element = vec![2, u8::try_from(bytes.len() - leading + sign).expect("short")];
        element.extend(vec![0; sign]);
        element.extend(&bytes[leading..]);
        element
    };
    let numbers = [number(&right[..32]), number(&right[32..64])].concat();
    let der = [
        &[0x30, u8::try_from(numbers.len()).expect("short")],
        numbers.as_slice(),
    ]
    .concat();
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551".repeat(2);
    let order = (0..order.len()).step_by(2);
    let hexadecimal = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551".repeat(2);
    let order = order.map(|at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).expect("digits"));
    let weak = minter().weak_jwks()["keys"].clone();
    let (signed, _) = good.text.rsplit_once('.').expect("segments");
    let rows = vec![
        stranger("key-foreign", json!({})),
        row(
            "rsa-small-key",
            Part::Members(json!({"kid": "rs256-1024-bits"})),
            Part::Same,
            By::Key(weak[4].clone()),
        ),
        row(
            "rsa-exponent-one",
            Part::Members(json!({"kid": "rs256-exponent-1"})),
            Part::Same,
            By::EncodedMessage,
        ),
        row("signature-stripped", Part::Same, Part::Same, By::Nobody),
        whole("signature-segment-missing", signed.to_owned()),
        signature("signature-truncated", right[..right.len() / 2].to_vec()),
        signature("signature-extended", [right.as_slice(), &[0]].concat()),
        signature("signature-bit-flipped", flipped),
        signature("signature-zero", vec![0; right.len()]),
        signature("signature-order", order.collect()),
        signature("signature-der", der),
        row("signature-negated", Part::Same, Part::Same, By::Negated),
        signature(
            "signature-of-another-token",
            super::signature_over("another token", algorithm),
        ),
        row(
            "payload-altered",
            Part::Same,
            Part::Members(json!({"sub": "mallory-altered"})),
            By::Bytes(right.clone()),
        ),
    ];
    rows
}

fn headers(algorithm: Algorithm, good: &Parts) -> Vec<Row> {
    let other = minter().key_id(another(algorithm)).to_owned();
    let forged = |id, key_id: &str| stranger(id, json!({ "kid": key_id }));
    let injected = |id, key_id: &str, secret: &[u8]| {
        let header = Part::Members(json!({"alg": "HS256", "kid": key_id}));
        row(id, header, Part::Same, By::Secret(secret.to_vec()))
    };
    let text = |id, text: String, by| row(id, Part::Text(text), Part::Same, by);
    let name = algorithm.name();
    let alg = format!(r#""alg":"{name}""#);
    let secret = b"a secret that the header brings along";
    vec![
        forged("kid-unknown", "never-published"),
        header("kid-missing", json!({"kid": null})),
        forged("kid-empty", ""),
        header("kid-of-another-key", json!({ "kid": other })),
        header("kid-number", json!({"kid": 7})),
        forged("kid-very-long", &"k".repeat(8192)),
        injected("kid-path", "../../../../../../../../dev/null", b""),
        injected("kid-sql", "x' UNION SELECT 'injected' -- ", b"injected"),
        stranger("embedded-jwk", json!({"jwk": stranger_jwk(algorithm)})),
        row(
            "embedded-symmetric-jwk",
            Part::Members(
                json!({"alg": "HS256", "jwk": {"kty": "oct", "k": URL_SAFE_NO_PAD.encode(secret)}}),
            ),
            Part::Same,
            By::Secret(secret.to_vec()),
        ),
        stranger("embedded-x5c", json!({"x5c": "*"})),
        stranger(
            "jku-foreign",
            json!({"jku": format!("{ISSUER}/stranger/jwks.json")}),
        ),
        stranger(
            "x5u-foreign",
            json!({"x5u": format!("{ISSUER}/stranger/certificate.pem")}),
        ),
        header(
            "crit-unknown",
            json!({"crit": ["proofhouse-unknown"], "proofhouse-unknown": true}),
        ),
        header("crit-empty", json!({"crit": []})),
        header("b64-false", json!({"b64": false, "crit": ["b64"]})),
        header("b64-false-not-critical", json!({"b64": false})),
        header("zip-deflate", json!({"zip": "DEF"})),
        header("header-extra", json!({"proofhouse-unknown": true})),
        text(
            "duplicate-alg-none-last",
            and(&good.header_text, r#""alg":"none""#),
            By::Nobody,
        ),
        text(
            "duplicate-alg-none-first",
            and(&good.header_text.replace(&alg, r#""alg":"none""#), &alg),
            By::Us,
        ),
        text(
            "duplicate-kid-unknown-last",
            and(&good.header_text, r#""kid":"never-published""#),
            By::Stranger,
        ),
    ]
}

fn structures(good: &Parts) -> Vec<Row> {
    let segments: Vec<&str> = good.text.split('.').collect();
    let (signed, last) = good.text.rsplit_once('.').expect("segments");
    let json_form = json!({"payload": segments[1], "protected": segments[0], "signature": segments[2]});
    let more = URL_SAFE_NO_PAD.encode("more");
    let deep = format!(r#""deep":{}{}"#, "[".repeat(2000), "]".repeat(2000));
    let nested = |id, by| {
        let header = Part::Members(json!({"cty": "JWT"}));
        row(id, header, Part::Text(good.text.clone()), by)
    };
    let mut trailing = good.text.clone();
    let after = match trailing.pop() {
        Some('A') => 'B',
        Some('Q') => 'R',
        Some('g') => 'h',
        Some('w') => 'x',
        other => panic!("{other:?} holds more than two bits"),
    };
    trailing.push(after);
    let (before, behind) = last.split_at(last.len() - 10);
    vec![
        row("jwe-shaped", Part::Same, Part::Same, By::Encrypted),
        whole("five-segments", format!("{}.{more}.{more}", good.text)),
        row("garbage", Part::Same, Part::Same, By::Digits),
        claims("oversized", json!({"padding": "a".repeat(65_536)})),
        payload_text("deep-json", and(&good.payload, &deep)),
        whole("json-serialization", json_form.to_string()),
        nested("nested", By::Us),
        nested("nested-foreign", By::Stranger),
        row(
            "header-no-json",
            Part::Text("header".to_owned()),
            Part::Same,
            By::Us,
        ),
        payload_text("payload-no-json", "payload".to_owned()),
        payload_text("payload-array", format!("[{}]", good.payload)),
        payload_text("payload-empty", String::new()),
        payload_text("payload-byte-order-mark", format!("\u{feff}{}", good.payload)),
        whole("base64-padded", format!("{}==", good.text)),
        whole(
            "base64-standard-alphabet",
            format!("{signed}.{}", last.replace('-', "+").replace('_', "/")),
        ),
        whole("base64-trailing-bits", trailing),
        whole("base64-space", format!("{signed}.{before} {behind}")),
    ]
}

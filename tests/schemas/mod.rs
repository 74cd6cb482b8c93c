//! Our schemas of messages, held against an independent implementation: what fits ours can be read there, what is
//! broken in one place cannot be read there nor fits ours, and what is written there fits ours.

mod independent;
mod shape;

use std::collections::{BTreeMap, BTreeSet};

use conformance::revision::Revision;
use conformance::schema::{Envelope, Files, Fit, Schemas, Sender, Unfit};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use shape::{Book, UNKNOWN};

/// Messages made of each kind, method and revision.
const OF_EACH: usize = 12;

const SENDERS: [Sender; 2] = [Sender::Client, Sender::Server];

/// Everything that is said in some revision: who says it, what, and the revisions that define it.
const METHODS: &[(&[Sender], &str, &str, Span)] = &[
    (CLIENT, "initialize", "both", LEGACY),
    (BOTH, "ping", "both", LEGACY),
    (CLIENT, "server/discover", "both", MODERN),
    (CLIENT, "tools/list", "both", ALWAYS),
    (CLIENT, "tools/call", "both", ALWAYS),
    (CLIENT, "resources/list", "both", ALWAYS),
    (CLIENT, "resources/templates/list", "both", ALWAYS),
    (CLIENT, "resources/read", "both", ALWAYS),
    (CLIENT, "resources/subscribe", "both", LEGACY),
    (CLIENT, "resources/unsubscribe", "both", LEGACY),
    (CLIENT, "prompts/list", "both", ALWAYS),
    (CLIENT, "prompts/get", "both", ALWAYS),
    (CLIENT, "completion/complete", "both", ALWAYS),
    (CLIENT, "logging/setLevel", "both", LEGACY),
    (CLIENT, "subscriptions/listen", "both", MODERN),
    (SERVER, "sampling/createMessage", "both", LEGACY),
    (SERVER, "roots/list", "both", LEGACY),
    (
        SERVER,
        "elicitation/create",
        "both",
        (Revision::V2025_06_18, Revision::V2025_11_25),
    ),
    (BOTH, "tasks/get", "both", TASKS),
    (BOTH, "tasks/list", "both", TASKS),
    (BOTH, "tasks/result", "both", TASKS),
    (BOTH, "tasks/cancel", "both", TASKS),
    (CLIENT, "notifications/initialized", "notification", LEGACY),
    (CLIENT, "notifications/cancelled", "notification", ALWAYS),
    (SERVER, "notifications/cancelled", "notification", ALWAYS),
    (CLIENT, "notifications/progress", "notification", LEGACY),
    (SERVER, "notifications/progress", "notification", ALWAYS),
    (SERVER, "notifications/message", "notification", ALWAYS),
    (SERVER, "notifications/resources/updated", "notification", ALWAYS),
    (
        SERVER,
        "notifications/resources/list_changed",
        "notification",
        ALWAYS,
    ),
    (SERVER, "notifications/tools/list_changed", "notification", ALWAYS),
    (
        SERVER,
        "notifications/prompts/list_changed",
        "notification",
        ALWAYS,
    ),
    (CLIENT, "notifications/roots/list_changed", "notification", LEGACY),
    (
        SERVER,
        "notifications/elicitation/complete",
        "notification",
        TASKS,
    ),
    (BOTH, "notifications/tasks/status", "notification", TASKS),
    (
        SERVER,
        "notifications/subscriptions/acknowledged",
        "notification",
        MODERN,
    ),
    (SERVER, "-32042", "error", TASKS),
    (SERVER, "-32020", "error", MODERN),
    (SERVER, "-32021", "error", MODERN),
    (SERVER, "-32022", "error", MODERN),
];

type Span = (Revision, Revision);

const CLIENT: &[Sender] = &[Sender::Client];
const SERVER: &[Sender] = &[Sender::Server];
const BOTH: &[Sender] = &[Sender::Client, Sender::Server];
const ALWAYS: Span = (Revision::V2024_11_05, Revision::V2026_07_28);
const LEGACY: Span = (Revision::V2024_11_05, Revision::V2025_11_25);
const TASKS: Span = (Revision::V2025_11_25, Revision::V2025_11_25);
const MODERN: Span = (Revision::V2026_07_28, Revision::V2026_07_28);

/// One schema of a message.
struct Subject {
    revision: Revision,
    sender: Sender,
    kind: String,
    method: String,
}

impl Subject {
    fn all() -> Vec<Self> {
        let mut found = Vec::new();
        for (revision, sender) in Revision::ALL
            .into_iter()
            .flat_map(|one| SENDERS.map(|sender| (one, sender)))
        {
            found.extend(Schemas::of(revision).messages(sender).map(|(kind, method)| Self {
                revision,
                sender,
                kind: kind.to_owned(),
                method,
            }));
        }
        found
    }

    fn name(&self) -> String {
        format!(
            "{} {:?} {} {}",
            self.revision, self.sender, self.kind, self.method
        )
    }

    fn schema<'b>(&self, book: &'b Book) -> &'b Value {
        let file = match self.sender {
            Sender::Client => "client.json",
            Sender::Server => "server.json",
        };
        book.definition(file, &format!("{}:{}", self.kind, self.method))
    }

    fn fit(&self, value: &Value) -> Fit {
        let schemas = Schemas::of(self.revision);
        match self.kind.as_str() {
            "request" => schemas.validate_request(self.sender, value),
            "notification" => schemas.validate_notification(self.sender, value),
            "result" => schemas.validate_result(self.sender, &self.method, value),
            "error" => schemas.validate_error(self.sender, value),
            other => panic!("{other:?} is no kind"),
        }
    }

    /// The message as the independent implementation writes it, without the envelope that ours leave out.
    fn independent(&self, value: &Value) -> Option<Result<Value, String>> {
        let mut message = value.clone();
        if matches!(self.kind.as_str(), "request" | "notification") {
            message["jsonrpc"] = json!("2.0");
        }
        if self.kind == "request" {
            message["id"] = json!(1);
        }
        independent::read(self.revision, &self.kind, &self.method, &message)
    }

    /// The same messages each time, others for each subject.
    fn messages(&self, book: &Book) -> Vec<Value> {
        let mut seed = [7_u8; 32];
        for (at, byte) in self.name().bytes().enumerate() {
            seed[at % 32] ^= byte.rotate_left(u32::try_from(at / 32).unwrap_or(0));
        }
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let values = book.values(self.schema(book));
        let made = (0..OF_EACH).map(|_| {
            values
                .new_tree(&mut runner)
                .expect("nothing is filtered")
                .current()
        });
        made.collect()
    }
}

fn books() -> BTreeMap<Revision, Book> {
    Revision::ALL
        .into_iter()
        .map(|revision| (revision, Book::of(revision)))
        .collect()
}

#[test]
fn every_message_of_every_revision_has_a_schema_and_no_other_has() {
    let mut expected = BTreeSet::new();
    for (senders, method, what, (first, last)) in METHODS {
        for revision in Revision::ALL
            .into_iter()
            .filter(|one| (first..=last).contains(&one))
        {
            for sender in *senders {
                let answers = match sender {
                    Sender::Client => Sender::Server,
                    Sender::Server => Sender::Client,
                };
                match *what {
                    "both" => {
                        expected.insert((revision, *sender, "request", *method));
                        expected.insert((revision, answers, "result", *method));
                    }
                    kind => {
                        expected.insert((revision, *sender, kind, *method));
                    }
                }
            }
        }
    }
    let subjects = Subject::all();
    let found: BTreeSet<_> = subjects
        .iter()
        .map(|subject| {
            (
                subject.revision,
                subject.sender,
                subject.kind.as_str(),
                subject.method.as_str(),
            )
        })
        .collect();
    let differing: Vec<_> = expected.symmetric_difference(&found).collect();
    assert!(differing.is_empty(), "{differing:#?}");
    for subject in subjects.iter().filter(|subject| subject.kind != "error") {
        let known = subject.independent(&json!({})).is_some();
        assert!(
            known,
            "{} has no type in the independent implementation",
            subject.name()
        );
    }
}

#[test]
fn schemas_refer_to_their_own_revision_only_and_nothing_in_them_is_unused() {
    for (revision, book) in books() {
        let used: BTreeSet<&str> = book
            .files
            .values()
            .flat_map(shape::subschemas)
            .filter_map(|schema| schema.get("$ref")?.as_str())
            .collect();
        for reference in &used {
            let name = reference.rsplit_once("#/$defs/").map(|(file, name)| {
                assert!(matches!(file, "" | "types.json"), "{revision}: {reference}");
                name
            });
            let name = name.unwrap_or_else(|| panic!("{revision}: {reference} leads elsewhere"));
            assert!(
                book.definition("types.json", name).is_object(),
                "{revision}: {name}"
            );
        }
        let envelopes = "JSONRPC";
        for name in book.files["types.json"]["$defs"]
            .as_object()
            .expect("types")
            .keys()
        {
            let is_used = used
                .iter()
                .any(|reference| reference.ends_with(&format!("/{name}")));
            let is_envelope = name.starts_with(envelopes) || name == "Error";
            assert!(is_used || is_envelope, "{revision}: {name} is unused");
        }
        for (name, text) in Files::of(revision).named() {
            for word in ["http://", "\"$id\"", "\"$anchor\"", "\"description\": \""] {
                assert!(!text.contains(word), "{revision}/{name} has {word}");
            }
        }
    }
}

#[test]
fn a_valid_message_fits_and_can_be_read_and_written_by_an_independent_implementation() {
    let books = books();
    let mut wrong = BTreeSet::new();
    for subject in Subject::all() {
        let book = &books[&subject.revision];
        for message in subject.messages(book) {
            let name = subject.name();
            assert!(
                book.fits(subject.schema(book), &message),
                "{name}: made wrong: {message}"
            );
            assert_eq!(subject.fit(&message), Ok(()), "{name}: {message}");
            match subject.independent(&message) {
                None => assert_eq!(subject.kind, "error"),
                Some(Err(why)) => {
                    wrong.insert(format!("{name}: cannot be read: {why}: {message}"));
                }
                Some(Ok(written)) => {
                    if let Err(unfit) = subject.fit(&written) {
                        wrong.insert(format!(
                            "{name}: does not fit: {unfit:?}: {written} from {message}"
                        ));
                    }
                    if let Some(lost) = lost(&message, &written, String::new()) {
                        wrong.insert(format!("{name}: is lost: {lost}."));
                    }
                }
            }
        }
    }
    explained_by(LOSSES, &wrong);
}

/// Where the independent implementation forgets or refuses what the specification allows.
const LOSSES: &[&str] = &[
    // Before 2025-11-25 it has no metadata in params.
    "is lost: /params/_meta.",
    // It knows no task without a limit of its life.
    "cannot be read: invalid type: null, expected i64",
    // It reads a choice of words as free text, since that form comes first and fits too.
    "elicitation/create: is lost: /params/requestedSchema/properties/k",
];

#[test]
fn a_message_broken_in_one_place_does_not_fit_and_the_fault_names_the_place() {
    let books = books();
    let (mut broken_ones, mut wrong, mut accepted) = (0, BTreeMap::new(), BTreeSet::new());
    for subject in Subject::all() {
        let book = &books[&subject.revision];
        for message in subject.messages(book) {
            for broken in book.broken(subject.schema(book), &message) {
                if broken.pointer == "/method" || broken.what == "/method is gone" {
                    continue;
                }
                broken_ones += 1;
                let told = match subject.fit(&broken.message) {
                    Err(Unfit::Faults(faults)) => faults,
                    // A result or an error of another kind comes from somebody else.
                    Err(Unfit::NoSchema) if broken.pointer == "/resultType" => continue,
                    _ if broken.pointer == "/code" => continue,
                    _ => Vec::new(),
                };
                if !told.iter().any(|fault| fault.pointer == broken.pointer) {
                    let place = format!("{} {}: {}", subject.kind, subject.method, broken.what);
                    wrong
                        .entry(place)
                        .or_insert_with(|| format!("{told:?} for {}", broken.message));
                }
                if let Some(Ok(_)) = subject.independent(&broken.message) {
                    let place = format!("{} {}: {}", subject.kind, subject.method, broken.what);
                    accepted.insert(place);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(broken_ones > 10_000, "only {broken_ones} messages were broken");
    explained_by(LENIENT, &accepted);
}

/// What the independent implementation reads although it is broken.
const LENIENT: &[&str] = &[
    // Before 2025-11-25 it has no metadata in params.
    "_meta is \"no-object\"",
    "/progressToken is ",
    // It keeps no ranges.
    "riority is 1.5",
    // It takes an absent limit for none.
    "/ttl is gone",
];

#[test]
fn envelopes_fit_in_the_revisions_that_have_them() {
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    let error = json!({ "jsonrpc": "2.0", "id": null, "error": { "code": -32700, "message": "what" } });
    for revision in Revision::ALL {
        let fit = |envelope, value: &Value| Schemas::of(revision).validate_envelope(envelope, value);
        assert_eq!(fit(Envelope::Request, &request), Ok(()));
        assert_eq!(fit(Envelope::Error, &error), Ok(()));
        assert!(matches!(
            fit(Envelope::Request, &json!({ "id": 1, "method": "ping" })),
            Err(Unfit::Faults(_))
        ));
        let (asked, answered) = (
            fit(Envelope::BatchRequest, &json!([request])),
            fit(Envelope::BatchResponse, &json!([error])),
        );
        let expected = match revision {
            Revision::V2025_03_26 => Ok(()),
            _ => Err(Unfit::NoSchema),
        };
        assert_eq!((asked, answered), (expected.clone(), expected));
    }
}

/// Holds that each difference is a known one, and that each known one is still met.
fn explained_by(known: &[&str], differences: &BTreeSet<String>) {
    let explains = |text: &String| known.iter().any(|known| text.contains(known));
    let unexplained: Vec<_> = differences.iter().filter(|text| !explains(text)).collect();
    assert!(
        unexplained.is_empty(),
        "{} differ: {unexplained:#?}",
        unexplained.len()
    );
    for one in known {
        let met = differences.iter().any(|text| text.contains(one));
        assert!(met, "no message differs by {one:?} any more");
    }
}

/// The first thing of a message that was not written again; unknown members and empty lists may be
/// forgotten.
fn lost(message: &Value, written: &Value, place: String) -> Option<String> {
    match (message, written) {
        (Value::Object(members), Value::Object(_)) => members.iter().find_map(|(name, member)| {
            let at = format!("{place}/{name}");
            match written.get(name) {
                None if name == UNKNOWN || is_empty(member) => None,
                None => Some(at),
                Some(other) => lost(member, other, at),
            }
        }),
        (Value::Array(items), Value::Array(others)) => {
            let mut pairs = items.iter().zip(others);
            pairs.find_map(|(item, other)| lost(item, other, format!("{place}/0")))
        }
        (Value::Number(one), Value::Number(other)) => (one.as_f64() != other.as_f64()).then_some(place),
        (one, other) => (one != other).then_some(place),
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(serde_json::Map::is_empty)
}

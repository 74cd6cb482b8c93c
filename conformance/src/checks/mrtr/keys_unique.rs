use std::collections::BTreeSet;
use std::fmt::{self, Formatter};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::MRTR;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.keys-unique",
    requirements: &["MRTR-KEYS-UNIQUE"],
    summary: "no two questions of one result have the same key",
    severity: Severity::Medium,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Give each question of inputRequests a key of its own.",
    classes: &["CWE-694"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"roots/list"},"q":{"method":"roots/list"}}}}"#,
            "two questions have the key \"q\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, _) in super::interims(seen)? {
        let Some(message) = reply.response() else { continue };
        let members: Members = serde_json::from_slice(&message.raw).unwrap_or_default();
        let requests = members.named("result").named("inputRequests");
        let mut keys = BTreeSet::new();
        for (key, _) in &requests.0 {
            reply.require(keys.insert(key), || format!("two questions have the key {key:?}"))?;
        }
    }
    Ok(())
}

/// The members of an object as they are written, repeated ones too. Other values have none.
#[derive(Default)]
struct Members(Vec<(String, Members)>);

impl Members {
    fn named(self, name: &str) -> Self {
        let named = self.0.into_iter().find(|(found, _)| found == name);
        named.map_or_else(Self::default, |(_, members)| members)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Members;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Members, A::Error> {
        while items.next_element::<Members>()?.is_some() {}
        Ok(Members::default())
    }

    fn visit_unit<E>(self) -> Result<Members, E> {
        Ok(Members::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Members, E> {
        Ok(Members::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Members, E> {
        Ok(Members::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Members, E> {
        Ok(Members::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Members, E> {
        Ok(Members::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Members, E> {
        Ok(Members::default())
    }
}

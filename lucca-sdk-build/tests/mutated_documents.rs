//! Documents with parts of others in wrong places: a client, or a refusal with a place and
//! a way out. Never a panic, never long, and never the generator's own words.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test that fails may panic"
)]

use std::{fs, path::Path, time::Instant};

use lucca_sdk_build::{Settings, generate, parse};
use serde_json::{Value, json};

/// How many are tried; `CASES` asks for more, `SEED` for others.
const CASES: u64 = 300;

#[test]
fn a_mutated_document_becomes_a_client_or_is_refused_with_a_place() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let cases = asked("CASES").unwrap_or(CASES);
    let mut random = Random(asked("SEED").unwrap_or(1));
    let documents = documents();
    let (mut clients, mut wrong) = (0, Vec::new());
    for case in 0..cases {
        let mut document = random.pick(&documents).clone();
        for _ in 0..=random.below(3) {
            let part = match random.below(4) {
                0 => odd(&mut random),
                _ => {
                    let other = random.pick(&documents).clone();
                    let place = random.pick(&places(&other)).clone();
                    other.pointer(&place).unwrap().clone()
                }
            };
            let place = random.pick(&places(&document)).clone();
            *document.pointer_mut(&place).unwrap() = part;
        }
        let start = Instant::now();
        let outcome = generate("d", document.clone(), &Settings::default());
        let fault = match outcome {
            _ if start.elapsed().as_secs() > 30 => Some("took long".to_owned()),
            Ok(_) => {
                clients += 1;
                None
            }
            Err(error)
                if error
                    .pointer
                    .as_ref()
                    .is_none_or(|at| at.as_str().is_empty())
                    || error.advice.is_empty() =>
            {
                Some(error.to_string())
            }
            // A panic of the generator's, or an error without its reason.
            Err(error) if error.problem.contains("generator") => Some(error.to_string()),
            Err(_) => None,
        };
        wrong.extend(fault.map(|fault| format!("{case}: {fault}\n{document}")));
    }
    println!(
        "{cases} documents, {clients} clients, {} faults",
        wrong.len()
    );
    assert!(clients > cases / 20, "{clients} of {cases}");
    assert!(
        wrong.is_empty(),
        "{} faults\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn pick<'v, T>(&mut self, from: &'v [T]) -> &'v T {
        let end = u64::try_from(from.len()).unwrap();
        &from[usize::try_from(self.below(end)).unwrap()]
    }
}

fn odd(random: &mut Random) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5e300),
        json!(""),
        json!("Self"),
        json!("#/components/schemas/A"),
        json!([]),
        json!([{}]),
        json!({}),
        json!({"$ref": "#/paths"}),
        json!({"type": ["string", "null"], "enum": ["a", 1, null]}),
        json!({"allOf": [{"type": "string"}, {"type": "object"}]}),
        json!({"type": "array"}),
    ];
    random.pick(&values).clone()
}

/// The places of all values but the whole.
fn places(document: &Value) -> Vec<String> {
    fn collect(value: &Value, at: &str, places: &mut Vec<String>) {
        let mut inner = |key: &str, value: &Value| {
            let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
            collect(value, &at, places);
            places.push(at);
        };
        match value {
            Value::Object(object) => object.iter().for_each(|(key, value)| inner(key, value)),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.for_each(|(index, value)| inner(&index.to_string(), value));
            }
            _ => {}
        }
    }
    let mut places = Vec::new();
    collect(document, "", &mut places);
    places
}

fn documents() -> Vec<Value> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = ["tests/documents", "openapi"]
        .iter()
        .flat_map(|folder| fs::read_dir(here.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    files.sort();
    let read =
        |path: &std::path::PathBuf| parse("document", &fs::read_to_string(path).unwrap()).unwrap();
    files.iter().map(read).collect()
}

//! What changes between documents mean for Rust callers, held against the compiler:
//! code that uses everything public of the old client compiles against the new one
//! just if the verdict says so, for many documents.
#![cfg(feature = "diff")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test that fails may panic"
)]

#[path = "diff/caller.rs"]
mod caller;
#[path = "diff/case.rs"]
mod case;
#[path = "diff/document.rs"]
#[allow(dead_code, reason = "each test uses a part")]
mod document;
#[path = "diff/project.rs"]
mod project;

use lucca_sdk_build::{
    Generated, Settings,
    diff::{Rust, diff},
    generate,
};
use project::{Pair, compile};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::Value;

/// How many pairs are compiled; `PAIRS` asks for more, `SEED` for others.
const PAIRS: usize = 8;

#[test]
fn callers_of_random_pairs_compile_just_as_the_verdicts_say() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let wanted = asked("PAIRS").unwrap_or(PAIRS);
    let mut seed = [7; 32];
    seed[0] = u8::try_from(asked("SEED").unwrap_or(0)).unwrap();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = document::near();
    let mut pairs = Vec::new();
    let mut documents = Vec::new();
    while pairs.len() < wanted {
        let (old, new) = strategy.new_tree(&mut runner).unwrap().current();
        // What is refused has no callers.
        let (Some(old_client), Some(new_client)) = (client(&old), client(&new)) else {
            continue;
        };
        let found = diff(&old_client, &new_client).unwrap();
        pairs.push(Pair {
            name: format!("pair-{}", pairs.len()),
            caller: caller::caller(&old_client.code),
            old: old_client.code,
            new: new_client.code,
            breaks: found.rust() == Rust::Breaks,
        });
        documents.push((old, new, found));
    }
    let errors = compile("diff-generated", &pairs);
    let breaking = pairs.iter().filter(|pair| pair.breaks).count();
    println!("{} pairs, of which {breaking} break callers", pairs.len());
    let wrong: Vec<String> = pairs
        .iter()
        .zip(&documents)
        .filter(|(pair, _)| errors.contains_key(&pair.name) != pair.breaks)
        .map(|(pair, (old, new, found))| {
            let codes = errors.get(&pair.name);
            format!("{}: {codes:?}\n{found}\nold: {old}\nnew: {new}", pair.name)
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} are wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn client(document: &Value) -> Option<Generated> {
    generate("document", document.clone(), &Settings::default()).ok()
}

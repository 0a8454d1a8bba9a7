//! What changes between documents mean for Rust callers, proven by compiling
//! them: for each pair of documents the case's caller, for both clients.
#![cfg(feature = "diff")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test that fails may panic"
)]

#[path = "diff/case.rs"]
mod case;
#[path = "diff/project.rs"]
mod project;

use case::{Case, cases};
use lucca_sdk_build::diff::{Rust, diff};
use project::{Pair, compile};

#[test]
fn callers_compile_just_as_the_verdicts_say() {
    let cases = cases();
    let pairs: Vec<Pair> = cases.iter().map(pair).collect();
    let errors = compile("diff-callers", &pairs);
    let mut wrong = Vec::new();
    for (case, pair) in cases.iter().zip(&pairs) {
        let expected = case.error.as_deref().unwrap_or_default();
        match (errors.get(&case.name), pair.breaks) {
            (None, false) if expected.is_empty() => {}
            (Some(codes), true) if expected.split('|').any(|code| codes.contains(code)) => {}
            (codes, breaks) => wrong.push(format!(
                "{}: breaks by the verdict: {breaks}, with {expected:?}; found {codes:?}",
                case.name
            )),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Statements are put into a function; items stand for themselves.
fn pair(case: &Case) -> Pair {
    let code = &case.caller;
    let caller = match code.starts_with("fn ") {
        true => format!("fn client() -> api::Client {{ loop {{}} }}\n{code}"),
        false => format!("async fn call(client: api::Client) {{\n{code}}}\n"),
    };
    Pair {
        name: case.name.clone(),
        old: case.old.code.clone(),
        new: case.new.code.clone(),
        caller,
        breaks: diff(&case.old, &case.new).unwrap().rust() == Rust::Breaks,
    }
}

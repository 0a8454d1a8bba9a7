//! Whatever Markdown a description holds, rustdoc finds no code in it that it would
//! run as a test.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test that fails may panic"
)]

use lucca_sdk_build::{Settings, generate};
use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
use serde_json::json;

/// The documentation of the struct that is generated for this description.
fn documentation(description: &str) -> String {
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {
            "description": "x", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
        }}}}},
        "components": {"schemas": {"A": {
            "type": "object", "description": description, "properties": {"a": {"type": "string"}}
        }}},
    });
    let code = generate("d", document, &Settings::default()).unwrap().code;
    let file: syn::File = syn::parse_file(&code).unwrap();
    let types = file.items.iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    let item = types.unwrap().1.iter().find_map(|item| match item {
        syn::Item::Struct(item) if item.ident == "A" => Some(item),
        _ => None,
    });
    let lines = item.unwrap().attrs.iter().filter_map(|attribute| {
        let syn::Meta::NameValue(value) = &attribute.meta else {
            return None;
        };
        let syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) = &value.value
        else {
            return None;
        };
        let text = text.value();
        // As rustdoc takes away the room that all lines have.
        Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Code that rustdoc would run.
fn runs(markdown: &str) -> Vec<String> {
    let mut found = Vec::new();
    for event in Parser::new(markdown) {
        if let Event::Start(Tag::CodeBlock(kind)) = event {
            match kind {
                CodeBlockKind::Fenced(language) if matches!(&*language, "text" | "ignore") => {}
                other => found.push(format!("{other:?}")),
            }
        }
    }
    found
}

#[track_caller]
fn holds(description: &str, kept: &[&str]) {
    let documentation = documentation(description);
    assert!(
        runs(&documentation).is_empty(),
        "{description:?} -> {documentation:?}"
    );
    for text in kept {
        assert!(
            documentation.contains(text),
            "{text:?} is lost: {documentation:?}"
        );
    }
}

#[test]
fn code_of_every_form_is_text() {
    holds("a\n\n~~~json\n{\"a\": 1}\n~~~\n\nb", &["{\"a\": 1}", "b"]);
    holds("a\n\n\tlet x = not rust;\n\nb", &["let x = not rust;", "b"]);
    holds("> ```json\n> {}\n> ```\n\nb", &["{}", "b"]);
    holds(
        "- ```\n  {\"in\": \"list\"}\n  ```\n- c",
        &["{\"in\": \"list\"}", "- c"],
    );
    holds(
        "````md\n```json\n{}\n```\n````\nDone.",
        &["```json", "Done."],
    );
    holds("1.      code in a list", &["code in a list"]);
    holds(">      code in a quote", &["code in a quote"]);
    holds("- a\n\n      code\n- b", &["code", "- b"]);
    holds("```\nnever closed", &["never closed"]);
    holds(
        "- - ```rust\n    fn f() {}\n    ```\nafter",
        &["fn f() {}", "after"],
    );
    holds(
        "> quoted\n> ```\n> code\nnot quoted",
        &["code", "not quoted"],
    );
    holds("`code` and ``more ` code``", &["`code`", "``more ` code``"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_code_is_ever_run(
        lines in prop::collection::vec(
            prop::collection::vec(
                prop::sample::select(vec![
                    "", " ", "  ", "   ", "    ", "\t", "> ", ">", "- ", "* ", "+ ", "1. ", "12) ",
                    "```", "````", "~~~", "~~~~", "`", "rust", "json", "ignore", "text", "a", "b c",
                    "#", "# ", "---", "<pre>", "<!--", "|", "\\", "[x]: y", "===",
                ]),
                0..6,
            ),
            0..9,
        )
    ) {
        let description: String = lines.iter().map(|line| line.concat() + "\n").collect();
        let documentation = documentation(&description);
        prop_assert!(
            runs(&documentation).is_empty(),
            "{:?} becomes {:?}: {:?}", description, documentation, runs(&documentation)
        );
    }
}

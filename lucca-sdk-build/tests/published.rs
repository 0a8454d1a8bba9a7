//! Pages of Lucca's reference go through as they are.
//!
//! The repository holds a page of the same structure in its own words. Real pages,
//! which are not ours to keep, are tried where somebody has put them beside it: in a
//! folder `seeds` of a sibling of this workspace, or of the folder around it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a test that fails may panic, and one that is skipped says so"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use lucca_sdk_build::{Generated, Settings, generate, parse};

/// The document of a page: what stands in its one fenced block.
fn document_of(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("````yaml")?;
    let (_, rest) = rest.split_once('\n')?;
    rest.split_once("\n````").map(|(document, _)| document)
}

fn generated(name: &str, page: &str) -> Generated {
    let document = parse(
        name,
        document_of(page).expect("a document in a fenced block"),
    )
    .unwrap();
    generate(name, document, &Settings::default()).unwrap()
}

fn real_pages() -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let around = workspace.ancestors().skip(1).take(2);
    let siblings = around.flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
    let mut pages: Vec<PathBuf> = siblings
        .flat_map(|sibling| {
            fs::read_dir(sibling.path().join("seeds"))
                .into_iter()
                .flatten()
        })
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| fs::read_to_string(path).is_ok_and(|text| document_of(&text).is_some()))
        .collect();
    pages.sort();
    pages
}

#[test]
fn a_page_of_the_reference_becomes_a_client_with_readable_names() {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/published-page.md");
    let mut pages = vec![ours];
    let real = real_pages();
    if real.is_empty() {
        println!("skipped for real pages: there is no folder `seeds` beside the workspace");
    }
    pages.extend(real);
    for path in pages {
        let page = fs::read_to_string(&path).unwrap();
        let generated = generated(&path.display().to_string(), &page);
        assert_eq!(generated.operations, 1, "{}", path.display());
        for item in [
            "pub struct ResultsResponse {",
            "pub struct ErrorLine {",
            "pub struct WarningLine {",
            "pub struct ImportedLine {",
            "pub enum Position {",
            "pub fn get_office_api_imports_user_locations_results(",
        ] {
            assert!(generated.code.contains(item), "{item}: {}", path.display());
        }
    }
}

#[test]
fn the_page_and_the_file_of_our_own_hold_the_same_document() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let page = fs::read_to_string(here.join("published-page.md")).unwrap();
    let file = fs::read_to_string(here.join("published-fragment.yaml")).unwrap();
    assert_eq!(
        parse("page", document_of(&page).unwrap()).unwrap(),
        parse("file", &file).unwrap()
    );
}

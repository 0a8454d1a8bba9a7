//! The page of `lucca occupancy` in a real browser: headless Chromium.
//!
//! Ignored unless asked for, because it needs `chromium` on the path: `cargo test -p lucca-cli
//! --test page -- --ignored`. With `PICTURES=DIR` the screenshots stay there, to be looked at.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    unreachable_pub,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

/// What Chromium says of a page while it takes a picture of it, or a PDF.
fn open(page: &Path, result: &str, arguments: &[&str]) -> String {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-background-networking",
            "--enable-logging=stderr",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(arguments)
        .arg(result)
        .arg(format!("file://{}", page.display()))
        .output()
        .expect("chromium is on the path");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stderr)
        .lines()
        .filter(|line| line.contains("CONSOLE"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
#[ignore = "needs chromium"]
fn the_page_asks_nobody_and_complains_of_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("occupancy.html");
    let file = page.display().to_string();
    let question = [
        "--sandbox",
        "--today",
        "2026-11-18",
        "--people",
        "60",
        "occupancy",
        "--from",
        "2026-11-02",
        "--to",
        "2026-11-27",
        "--html",
        &file,
    ];
    let run = common::run(&question, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.out, "");

    let kept = std::env::var_os("PICTURES").map(PathBuf::from);
    let pictures = kept.unwrap_or_else(|| folder.path().to_owned());
    for width in [400, 1400] {
        for (name, scheme) in [("light", 1), ("dark", 0)] {
            let picture = pictures.join(format!("occupancy-{width}-{name}.png"));
            let said = open(
                &page,
                &format!("--screenshot={}", picture.display()),
                &[
                    &format!("--window-size={width},1800"),
                    &format!("--blink-settings=preferredColorScheme={scheme}"),
                ],
            );
            assert_eq!(said, "");
            assert!(std::fs::metadata(picture).unwrap().len() > 10_000);
        }
    }
    let paper = pictures.join("occupancy.pdf");
    assert_eq!(
        open(&page, &format!("--print-to-pdf={}", paper.display()), &[]),
        ""
    );
    assert!(std::fs::metadata(paper).unwrap().len() > 10_000);

    // A page that asks for something is told of: its own policy refuses it.
    let text = std::fs::read_to_string(&page).unwrap();
    for asking in [
        "<img src=\"http://127.0.0.1:9/x.png\">",
        "<script>1</script>",
        "<link rel=\"stylesheet\" href=\"http://127.0.0.1:9/x.css\">",
    ] {
        let asks = folder.path().join("asks.html");
        std::fs::write(&asks, text.replace("</body>", &format!("{asking}</body>"))).unwrap();
        let picture = folder.path().join("asks.png");
        let said = open(&asks, &format!("--screenshot={}", picture.display()), &[]);
        assert!(said.contains("Content Security Policy"), "{asking}: {said}");
    }
}

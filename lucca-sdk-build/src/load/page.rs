//! Reference pages: Markdown that holds a document in one fenced block.

use crate::Error;

/// The document in a page, at the lines where it stands in the page; `None` if the
/// text is no page.
///
/// A fence at the start of a line makes a page: neither YAML nor JSON can have one.
pub(super) fn document_in(name: &str, text: &str) -> Result<Option<String>, Error> {
    let blocks = blocks(text);
    if blocks.is_empty() {
        return Ok(None);
    }
    let documents: Vec<&Block<'_>> = blocks.iter().filter(|block| block.is_document()).collect();
    match documents.as_slice() {
        [] => Err(Error::new(
            name,
            "this Markdown page has no fenced block that holds an OpenAPI document",
            "save the page of an operation, in the form that has the whole description",
        )),
        [only] => {
            let above = "\n".repeat(only.first_line);
            Ok(Some(format!("{above}{}\n", only.lines.join("\n"))))
        }
        [first, second, ..] => Err(Error::new(
            name,
            format!(
                "this Markdown page holds several OpenAPI documents, after the lines {} and {}",
                first.first_line, second.first_line
            ),
            "save each in a file of its own, and `assemble` them",
        )),
    }
}

/// What stands between two fences.
struct Block<'t> {
    /// How many lines are above its first one.
    first_line: usize,
    lines: Vec<&'t str>,
}

impl Block<'_> {
    fn is_document(&self) -> bool {
        let blank = |line: &&str| line.trim().is_empty() || line.starts_with('#') || *line == "---";
        let mut lines = self.lines.iter().copied().skip_while(blank);
        let is_version = |line: &str| {
            let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '{');
            let key = line.split(':').next().unwrap_or_default();
            let key = key.trim().trim_matches(['"', '\'']);
            key == "openapi" || key == "swagger"
        };
        match lines.next() {
            // JSON may have a line of its own for the brace, and any key first.
            Some(first) if first.trim_start().starts_with('{') => {
                is_version(first) || lines.any(is_version)
            }
            Some(first) => is_version(first),
            None => false,
        }
    }
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(fence) = fence(line) else {
            continue;
        };
        let mut inside = Vec::new();
        for (_, line) in lines.by_ref() {
            if closes(line, fence) {
                break;
            }
            inside.push(line);
        }
        blocks.push(Block {
            first_line: number + 1,
            lines: inside,
        });
    }
    blocks
}

/// The three or more backticks or tildes that a line starts with.
fn fence(line: &str) -> Option<&str> {
    let mark = line
        .chars()
        .next()
        .filter(|mark| matches!(mark, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    let (fence, info) = line.split_at(length);
    // Backticks after it make it code within a line.
    (length >= 3 && !(mark == '`' && info.contains('`'))).then_some(fence)
}

fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim_end();
    line.starts_with(fence) && line.trim_start_matches(&fence[..1]).is_empty()
}

//! Markdown of a document as documentation of Rust.
//!
//! Rustdoc runs every block of code as a test unless it is marked as something else,
//! and a document's code is never Rust. Blocks of code come out at the margin,
//! fenced and marked as text, wherever they stood; what would be a block of code by
//! its indentation alone is indented less.

/// The lines of a description, without empty ones around them.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut block: Option<Block> = None;
    for line in text.lines() {
        let line = line.replace('\t', "    ");
        let line = line.trim_end();
        if let Some(open) = &mut block {
            match open.take(line) {
                Taken::Code(code) => {
                    open.code.push(code);
                    continue;
                }
                Taken::End => {
                    lines.extend(block.take().into_iter().flat_map(Block::written));
                    continue;
                }
                Taken::Outside => lines.extend(block.take().into_iter().flat_map(Block::written)),
            }
        }
        match Block::opened(line) {
            Some(opened) => block = Some(opened),
            None => lines.push(without_indented_code(line)),
        }
    }
    lines.extend(block.into_iter().flat_map(Block::written));
    let start = lines.iter().take_while(|line| line.is_empty()).count();
    let end = lines.len()
        - lines
            .iter()
            .rev()
            .take_while(|line| line.is_empty())
            .count();
    lines.get(start..end).unwrap_or_default().to_vec()
}

/// A fenced block of code that is being read.
struct Block {
    fence: char,
    length: usize,
    /// What stands before its lines: quotes, and the room that list items leave.
    quotes: usize,
    indent: usize,
    marked: &'static str,
    code: Vec<String>,
}

enum Taken {
    Code(String),
    End,
    /// The line does not belong to what holds the block.
    Outside,
}

impl Block {
    /// The block that a line opens, if it does.
    fn opened(line: &str) -> Option<Self> {
        let (quotes, indent, rest) = inside_of_containers(line);
        let (fence, length) = fence(rest)?;
        let language = rest.get(length..).unwrap_or_default().trim();
        // Backticks in a line that starts with backticks are code within a text.
        if fence == '`' && language.contains('`') {
            return None;
        }
        let marked = match language {
            "ignore" => "ignore",
            _ => "text",
        };
        Some(Self {
            fence,
            length,
            quotes,
            indent,
            marked,
            code: Vec::new(),
        })
    }

    fn take(&self, line: &str) -> Taken {
        let mut rest = line;
        for _ in 0..self.quotes {
            let Some(inner) = rest.trim_start().strip_prefix('>') else {
                return Taken::Outside;
            };
            rest = inner.strip_prefix(' ').unwrap_or(inner);
        }
        if let Some((fence, length)) = fence(rest.trim_start())
            && fence == self.fence
            && length >= self.length
            && rest.trim().chars().all(|c| c == fence)
        {
            return Taken::End;
        }
        let room = rest.len() - rest.trim_start().len();
        Taken::Code(
            rest.get(room.min(self.indent)..)
                .unwrap_or_default()
                .to_owned(),
        )
    }

    /// The block at the margin, its fence longer than any in it.
    fn written(self) -> Vec<String> {
        let longest = self
            .code
            .iter()
            .filter_map(|line| fence(line.trim_start()))
            .filter(|(fence, _)| *fence == '`')
            .map(|(_, length)| length)
            .max()
            .unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        let mut lines = vec![String::new(), format!("{fence}{}", self.marked)];
        lines.extend(self.code);
        lines.push(fence);
        lines
    }
}

/// The fence that a text starts with, and how long it is.
fn fence(text: &str) -> Option<(char, usize)> {
    let first = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = text.chars().take_while(|c| *c == first).count();
    (length >= 3).then_some((first, length))
}

/// How many quotes and how much room of list items stand before a text.
fn inside_of_containers(line: &str) -> (usize, usize, &str) {
    let (mut quotes, mut indent) = (0, 0);
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start();
        indent += rest.len() - trimmed.len();
        if let Some(inner) = trimmed.strip_prefix('>') {
            quotes += 1;
            indent = 0;
            rest = inner.strip_prefix(' ').unwrap_or(inner);
        } else if let Some(marker) = list_marker(trimmed) {
            indent += marker;
            rest = &trimmed[marker..];
        } else {
            return (quotes, indent, trimmed);
        }
    }
}

/// The length of the list marker that a text starts with.
fn list_marker(text: &str) -> Option<usize> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let marker = match digits {
        0 => text.starts_with(['-', '*', '+']).then_some(1)?,
        1..=9 => text[digits..]
            .starts_with(['.', ')'])
            .then_some(digits + 1)?,
        _ => return None,
    };
    text[marker..].starts_with(' ').then_some(marker)
}

/// The line, so that no room in it makes it code: four spaces would.
fn without_indented_code(line: &str) -> String {
    let mut written = String::new();
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start();
        let room = rest.len() - trimmed.len();
        let kept = match (room, written.is_empty()) {
            // Descriptions start with a space here and there.
            (1, true) => 0,
            (1..=3, _) => room,
            (0, _) => 0,
            (_, true) => 0,
            (_, false) => 1,
        };
        written.push_str(&" ".repeat(kept));
        let marker = match trimmed.starts_with('>') {
            true => Some(1),
            false => list_marker(trimmed),
        };
        match marker {
            Some(marker) => {
                written.push_str(&trimmed[..marker]);
                rest = &trimmed[marker..];
            }
            None => {
                written.push_str(trimmed);
                return written;
            }
        }
    }
}

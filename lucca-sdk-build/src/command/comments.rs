//! Comments of a YAML text, which no program keeps.

use saphyr_parser::{Event, Parser};

/// A comment, and the line that it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// The comments of `old` that `new` does not have.
pub(crate) fn lost(old: &str, new: &str) -> Vec<Comment> {
    let mut kept: Vec<String> = comments(new)
        .into_iter()
        .map(|comment| comment.text)
        .collect();
    let mut lost = comments(old);
    lost.retain(|comment| {
        let found = kept.iter().position(|text| *text == comment.text);
        found.map(|index| kept.swap_remove(index)).is_none()
    });
    lost
}

/// The comments of a text, in order. A `#` inside of a value is none.
fn comments(text: &str) -> Vec<Comment> {
    let mut values: Vec<(usize, usize)> = Vec::new();
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else {
            break;
        };
        if let Event::Scalar(..) = event {
            values.push((span.start.index(), span.end.index()));
        }
    }
    let mut found = Vec::new();
    let mut begin = 0;
    for (number, line) in text.split('\n').enumerate() {
        let chars: Vec<char> = line.chars().collect();
        let starts = chars.iter().enumerate().find(|(index, c)| {
            let before = index.checked_sub(1).and_then(|before| chars.get(before));
            let at = begin + index;
            **c == '#'
                && before.is_none_or(|before| before.is_whitespace())
                && !values.iter().any(|(from, to)| (*from..*to).contains(&at))
        });
        if let Some((index, _)) = starts {
            let text: String = chars.iter().skip(index).collect();
            let text = text.trim_start_matches('#').trim().to_owned();
            let line = number + 1;
            found.extend((!text.is_empty()).then_some(Comment { line, text }));
        }
        begin += chars.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_inside_of_a_value_is_no_comment() {
        let text = "# first\na: b # second\nc: 'd # e'\nf: |\n  # title\n  text\n# third\ng: h#i\nj: >-\n  k\n\n  # l\nm: 1\n";
        let found: Vec<(usize, String)> = comments(text)
            .into_iter()
            .map(|c| (c.line, c.text))
            .collect();
        let expected = [(1, "first"), (2, "second"), (7, "third")];
        let expected: Vec<(usize, String)> = expected
            .iter()
            .map(|(line, text)| (*line, (*text).to_owned()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn comments_that_both_have_are_not_lost() {
        let found = lost("# a\n# b\n# b\nx: 1\n", "# b\nx: 1\n# c\n");
        let texts: Vec<&str> = found.iter().map(|comment| comment.text.as_str()).collect();
        assert_eq!(texts, ["a", "b"]);
    }
}

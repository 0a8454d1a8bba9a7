//! Data on standard output: rows as a table, JSON, JSON lines or CSV.
//!
//! Rows are written as they come, whatever the format; of a table the first ones are held
//! back until it is known how wide its columns are.

use std::borrow::Cow;
use std::io::{BufWriter, IsTerminal, Stdout, Write};
use std::path::Path;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::failure::Failure;
use crate::global::{Color, Format};
use crate::text::{harmless, is_hostile};

/// How many rows tell how wide a table's columns are.
const SAMPLE: usize = 500;

/// The least width that a column is narrowed to.
const NARROWEST: usize = 6;

/// How many lines a cell of a table takes at most.
const CELL_LINES: usize = 4;

const GAP: &str = "  ";

/// What is known of standard output.
#[derive(Clone, Debug)]
pub(crate) struct Screen {
    /// In columns; `None` where nothing limits it.
    pub(crate) width: Option<usize>,
    pub(crate) color: bool,
}

impl Screen {
    pub(crate) fn new(color: Color) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let columns = set("COLUMNS").and_then(|columns| columns.parse().ok());
        let width = columns.filter(|columns| *columns > 0).or_else(|| {
            let (width, _) = terminal.then(terminal_size::terminal_size).flatten()?;
            Some(usize::from(width.0))
        });
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR").is_some() => false,
            Color::Auto => {
                set("CLICOLOR_FORCE").is_some_and(|force| force != "0")
                    || terminal
                        && set("CLICOLOR").as_deref() != Some("0")
                        && set("TERM").as_deref() != Some("dumb")
            }
        };
        Self { width, color }
    }

    pub(crate) fn bold(&self, text: &str) -> String {
        self.styled("1", text)
    }

    /// `style` is the number of a style as terminals have it.
    pub(crate) fn styled(&self, style: &str, text: &str) -> String {
        match self.color && !text.is_empty() {
            true => format!("\u{1b}[{style}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}

/// Writes text for people that was made harmless already.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Failure::writing)
}

/// Writes a file in one step, for its owner's eyes only: whoever looks finds the old one or the
/// new one.
pub(crate) fn write_file(file: &Path, text: &[u8]) -> std::io::Result<()> {
    let directory = match file.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    };
    // Such files are made with the mode 0600.
    let mut neighbour = tempfile::NamedTempFile::new_in(directory)?;
    neighbour.write_all(text)?;
    neighbour.as_file().sync_all()?;
    neighbour.persist(file)?;
    Ok(())
}

/// One value of a row.
#[derive(Clone, Debug)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Number(i64),
    Flag(bool),
    /// Structured in JSON, and what people read instead.
    Structure(Value, String),
}

impl Cell<'_> {
    /// The cell of a JSON value: scalars as they are.
    pub(crate) fn of(value: Value) -> Self {
        match value {
            Value::Null => Self::Empty,
            Value::Bool(flag) => Self::Flag(flag),
            Value::String(text) => Self::Text(Cow::Owned(text)),
            Value::Number(number) => match number.as_i64() {
                Some(number) => Self::Number(number),
                None => Self::Structure(Value::Number(number.clone()), number.to_string()),
            },
            other => {
                let text = other.to_string();
                Self::Structure(other, text)
            }
        }
    }

    fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => harmless(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Self::Structure(_, text) => harmless(text),
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// Data that is being written.
pub(crate) struct Rows {
    columns: Vec<String>,
    writer: Writer,
    written: u64,
    /// One thing instead of a list: an object in JSON, one line a column in a table.
    single: bool,
}

enum Writer {
    Json(Out, Vec<String>),
    Lines(Out, Vec<String>),
    Csv(Box<csv::Writer<Out>>),
    Table(Table),
}

type Out = BufWriter<Stdout>;

fn out() -> Out {
    BufWriter::with_capacity(64 * 1024, std::io::stdout())
}

impl Rows {
    pub(crate) fn many<N: Into<String>>(
        format: Format,
        screen: &Screen,
        columns: impl IntoIterator<Item = N>,
    ) -> Self {
        let columns: Vec<String> = columns.into_iter().map(Into::into).collect();
        // The names as they stand in every object.
        let keys = || {
            let keys = columns.iter().enumerate();
            keys.map(|(index, name)| {
                let comma = if index == 0 { "" } else { "," };
                format!("{comma}{}:", json_text(name))
            })
            .collect()
        };
        let writer = match format {
            Format::Json => Writer::Json(out(), keys()),
            Format::Jsonl => Writer::Lines(out(), keys()),
            Format::Csv => Writer::Csv(Box::new(csv::Writer::from_writer(out()))),
            Format::Table => Writer::Table(Table::new(screen.clone(), &columns)),
        };
        Self {
            columns,
            writer,
            written: 0,
            single: false,
        }
    }

    pub(crate) fn one<N: Into<String>>(
        format: Format,
        screen: &Screen,
        columns: impl IntoIterator<Item = N>,
    ) -> Self {
        let mut rows = Self::many(format, screen, columns);
        rows.single = true;
        if let Writer::Table(table) = &mut rows.writer {
            *table = Table::new(screen.clone(), &["property".into(), "value".into()]);
        }
        rows
    }

    /// Writes a row: as many cells as there are columns.
    pub(crate) fn push(&mut self, row: &[Cell<'_>]) -> Result<(), Failure> {
        debug_assert_eq!(row.len(), self.columns.len());
        let first = self.written == 0;
        self.written += 1;
        match &mut self.writer {
            Writer::Json(out, keys) => {
                let before = match (self.single, first) {
                    (true, _) => "",
                    (false, true) => "[\n",
                    (false, false) => ",\n",
                };
                out.write_all(before.as_bytes()).map_err(Failure::writing)?;
                object(out, keys, row)
            }
            Writer::Lines(out, keys) => {
                object(out, keys, row).and_then(|()| out.write_all(b"\n").map_err(Failure::writing))
            }
            Writer::Csv(writer) => {
                if first {
                    writer
                        .write_record(&self.columns)
                        .map_err(Failure::writing)?;
                }
                let cells = row.iter().map(Cell::shown);
                for cell in cells {
                    writer
                        .write_field(cell.as_bytes())
                        .map_err(Failure::writing)?;
                }
                writer.write_record(None::<&[u8]>).map_err(Failure::writing)
            }
            Writer::Table(table) if self.single => {
                for (name, cell) in self.columns.iter().zip(row) {
                    table.push(vec![
                        (name.clone(), false),
                        (day(&cell.shown()).to_owned(), false),
                    ])?;
                }
                Ok(())
            }
            Writer::Table(table) => {
                let number = |cell: &Cell<'_>| matches!(cell, Cell::Number(_));
                let cells = row
                    .iter()
                    .map(|cell| (day(&cell.shown()).to_owned(), number(cell)));
                table.push(cells.collect())
            }
        }
    }

    /// Hands on what was written so far, as after a page. A reader that has gone is noticed
    /// here.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        match &mut self.writer {
            Writer::Json(out, _) | Writer::Lines(out, _) => out.flush(),
            Writer::Csv(writer) => writer.flush(),
            Writer::Table(table) => table.out.flush(),
        }
        .map_err(Failure::writing)
    }

    /// Ends the data; without it, JSON and tables are cut short.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        match &mut self.writer {
            Writer::Json(out, _) => {
                let end = match (self.single, self.written) {
                    (true, _) => "\n",
                    (false, 0) => "[]\n",
                    (false, _) => "\n]\n",
                };
                out.write_all(end.as_bytes()).map_err(Failure::writing)?;
            }
            Writer::Csv(writer) if self.written == 0 => {
                writer
                    .write_record(&self.columns)
                    .map_err(Failure::writing)?;
            }
            Writer::Table(table) => table.release()?,
            Writer::Lines(..) | Writer::Csv(_) => {}
        }
        self.flush()
    }
}

fn object(out: &mut Out, keys: &[String], row: &[Cell<'_>]) -> Result<(), Failure> {
    let mut write = || -> std::io::Result<()> {
        out.write_all(b"{")?;
        for (key, cell) in keys.iter().zip(row) {
            out.write_all(key.as_bytes())?;
            match cell {
                Cell::Empty => out.write_all(b"null")?,
                Cell::Number(number) => write!(out, "{number}")?,
                Cell::Flag(flag) => write!(out, "{flag}")?,
                Cell::Text(text) => out.write_all(json_text(text).as_bytes())?,
                Cell::Structure(value, _) => {
                    out.write_all(escaped(value.to_string()).as_bytes())?
                }
            }
        }
        out.write_all(b"}")
    };
    write().map_err(Failure::writing)
}

fn json_text(text: &str) -> String {
    // A string has a form in JSON, whatever it holds.
    escaped(serde_json::to_string(text).unwrap_or_default())
}

/// Lucca writes many a date as its midnight, which tells a person nothing.
fn day(text: &str) -> &str {
    text.strip_suffix("T00:00:00").unwrap_or(text)
}

/// JSON with the characters escaped that JSON allows and a terminal obeys: they are in
/// strings only, so that it means the same. Line breaks are between them only.
pub(crate) fn escaped(json: String) -> String {
    if json.is_ascii() && !json.contains('\u{7f}') || !json.contains(is_hostile) {
        return json;
    }
    let mut text = String::with_capacity(json.len() + 16);
    let mut units = [0; 2];
    for c in json.chars() {
        match is_hostile(c) && c != '\n' {
            true => c
                .encode_utf16(&mut units)
                .iter()
                .for_each(|unit| text.push_str(&format!("\\u{unit:04x}"))),
            false => text.push(c),
        }
    }
    text
}

/// A cell's text, and whether it is a number.
type Shown = (String, bool);

struct Table {
    out: Out,
    screen: Screen,
    columns: Vec<Shown>,
    /// Rows that are held back until the widths are known.
    sample: Vec<Vec<Shown>>,
    widths: Option<Vec<usize>>,
}

impl Table {
    fn new(screen: Screen, columns: &[String]) -> Self {
        Self {
            out: out(),
            screen,
            columns: columns.iter().map(|name| (name.clone(), false)).collect(),
            sample: Vec::new(),
            widths: None,
        }
    }

    fn push(&mut self, row: Vec<Shown>) -> Result<(), Failure> {
        if self.widths.is_some() {
            return self.line(&row);
        }
        self.sample.push(row);
        match self.sample.len() >= SAMPLE {
            true => self.release(),
            false => Ok(()),
        }
    }

    /// Decides the widths and writes what was held back.
    fn release(&mut self) -> Result<(), Failure> {
        if self.widths.is_some() {
            return Ok(());
        }
        let sample = std::mem::take(&mut self.sample);
        let numbers: Vec<bool> = (0..self.columns.len())
            .map(|index| {
                let mut cells = sample.iter().filter_map(|row| row.get(index));
                cells.any(|(_, number)| *number)
            })
            .collect();
        let widths = widths(&self.columns, &sample, self.screen.width);
        // A head stands over its column: at the right over numbers.
        let heads: Vec<Shown> = self
            .columns
            .iter()
            .zip(&numbers)
            .map(|((name, _), number)| (name.clone(), *number))
            .collect();
        let rule: Vec<Shown> = widths
            .iter()
            .map(|width| ("─".repeat(*width), false))
            .collect();
        self.widths = Some(widths);
        let head = self.layout(&heads);
        for line in head.lines() {
            let line = self.screen.bold(line);
            writeln!(self.out, "{line}").map_err(Failure::writing)?;
        }
        self.line(&rule)?;
        for row in sample {
            self.line(&row)?;
        }
        Ok(())
    }

    fn line(&mut self, row: &[Shown]) -> Result<(), Failure> {
        let text = self.layout(row);
        self.out
            .write_all(text.as_bytes())
            .map_err(Failure::writing)
    }

    fn layout(&self, row: &[Shown]) -> String {
        layout(row, self.widths.as_deref().unwrap_or_default())
    }
}

/// How wide each column is: as its widest cell; where that is too much for the screen, the
/// widest are narrowed, first those whose words still fit.
fn widths(heads: &[Shown], rows: &[Vec<Shown>], limit: Option<usize>) -> Vec<usize> {
    let mut widths: Vec<usize> = heads.iter().map(|(head, _)| head.width()).collect();
    let mut words: Vec<usize> = heads.iter().map(|(head, _)| longest_word(head)).collect();
    for row in rows {
        for ((width, word), (cell, _)) in widths.iter_mut().zip(&mut words).zip(row) {
            *width = (*width).max(cell.width());
            *word = (*word).max(longest_word(cell));
        }
    }
    let Some(limit) = limit else {
        return widths;
    };
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    let mut surplus = (widths.iter().sum::<usize>() + gaps).saturating_sub(limit);
    let least = vec![NARROWEST; widths.len()];
    for floors in [words, least] {
        while surplus > 0 {
            let narrowed = widths.iter_mut().zip(&floors);
            let wide = narrowed.filter(|(width, floor)| **width > (**floor).max(NARROWEST));
            let Some((widest, _)) = wide.max_by_key(|(width, _)| **width) else {
                break;
            };
            *widest -= 1;
            surplus -= 1;
        }
    }
    widths
}

fn longest_word(text: &str) -> usize {
    text.split(' ')
        .map(UnicodeWidthStr::width)
        .max()
        .unwrap_or(0)
}

/// A row in as many lines as its tallest cell needs.
fn layout(row: &[Shown], widths: &[usize]) -> String {
    let cells: Vec<Vec<Cow<'_, str>>> = row
        .iter()
        .zip(widths)
        .map(|((text, _), width)| wrap(text, *width))
        .collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for number in 0..height {
        let mut line = String::new();
        for (index, (cell, width)) in cells.iter().zip(widths).enumerate() {
            if index > 0 {
                line.push_str(GAP);
            }
            let part = cell.get(number).map_or("", AsRef::as_ref);
            let space = " ".repeat(width.saturating_sub(part.width()));
            match row.get(index).is_some_and(|(_, number)| *number) {
                true => line.extend([&space, part]),
                false => line.extend([part, &space]),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The lines of a cell; what is more than a cell's share is cut, and says so by `…`.
fn wrap(text: &str, width: usize) -> Vec<Cow<'_, str>> {
    if text.width() <= width {
        return vec![Cow::Borrowed(text)];
    }
    let mut lines = textwrap::wrap(text, width.max(2));
    if lines.len() > CELL_LINES {
        lines.truncate(CELL_LINES);
        if let Some(last) = lines.last_mut() {
            *last = Cow::Owned(fit(&format!("{last}…"), width));
        }
    }
    lines
}

/// The text cut to a width, with `…` where it was cut.
pub(crate) fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = text.to_owned();
    if cut.ends_with('…') {
        cut.pop();
    }
    while cut.width() + 1 > width && cut.pop().is_some() {}
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cells: &[&str]) -> Vec<Shown> {
        cells
            .iter()
            .map(|cell| ((*cell).to_owned(), false))
            .collect()
    }

    #[test]
    fn columns_stay_aligned_whatever_is_in_them() {
        let rows = [
            shown(&["Zoé", "日本語の名前", "x"]),
            shown(&["a long name of several words", "b", "y"]),
            shown(&[&"é".repeat(5_000), "c", "z"]),
        ];
        for limit in [20, 60, 80, 200] {
            let widths = widths(&shown(&["name", "place", "n"]), &rows, Some(limit));
            assert!(widths.iter().sum::<usize>() + 4 <= limit, "{widths:?}");
            for row in &rows {
                let text = layout(row, &widths);
                assert!(text.lines().count() <= CELL_LINES, "{text}");
                assert!(text.lines().all(|line| line.width() <= limit), "{text}");
            }
        }
    }

    #[test]
    fn json_is_the_same_value_and_plain_on_a_terminal() {
        let text = "\u{9b}31m a\u{202e}b\u{e0041}\u{1b}[2J é";
        let json = json_text(text);
        assert!(!json.contains(is_hostile), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn a_text_that_is_cut_says_so() {
        assert_eq!(fit("Paris", 5), "Paris");
        assert_eq!(fit("Paris la Défense", 6), "Paris…");
        assert_eq!(fit("日本語", 4), "日…");
    }
}

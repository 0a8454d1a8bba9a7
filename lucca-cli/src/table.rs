//! Tables, as all commands print them.

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};

const RULE: LineStyle = LineStyle::none().fill('─').junction('─');

/// A table with these column heads and a rule under them, as wide as the
/// terminal lets it.
pub(crate) fn new<const COLUMNS: usize>(heads: [&str; COLUMNS]) -> Table {
    styled(heads, TableStyle::new().header_separator(RULE))
}

/// The same with a rule between rows, for rows of several lines.
pub(crate) fn ruled<const COLUMNS: usize>(heads: [&str; COLUMNS]) -> Table {
    let style = TableStyle::new().header_separator(RULE).row_separator(RULE);
    styled(heads, style)
}

fn styled<const COLUMNS: usize>(heads: [&str; COLUMNS], style: TableStyle) -> Table {
    let mut table = Table::new();
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(heads);
    table
}

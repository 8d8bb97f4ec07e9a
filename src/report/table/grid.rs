//! Columns: how wide each gets, and the drawing.

use std::borrow::Cow;
use std::io;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::super::terminal::{Ink, Line, Style, middle_ellipsis, width, wrap, wrap_briefly};
use super::page::Page;

/// Between columns.
pub(super) const GAP: u16 = 2;

/// No column gets narrower than this.
pub(super) const NARROWEST: usize = 8;

/// What takes more lines is cut, unless everything is asked for.
const LINES_OF_A_CELL: usize = 4;

/// A column.
pub(super) struct Column {
    title: Cow<'static, str>,
    /// How narrow it may get before others have to give way; none for a column that keeps its width.
    shrinks_to: Option<usize>,
    right: bool,
}

impl Column {
    /// A column as wide as what stands in it.
    pub(super) const fn rigid(title: &'static str) -> Self {
        Self {
            title: Cow::Borrowed(title),
            shrinks_to: None,
            right: false,
        }
    }

    /// A column of numbers.
    pub(super) const fn number(title: &'static str) -> Self {
        Self {
            title: Cow::Borrowed(title),
            shrinks_to: None,
            right: true,
        }
    }

    /// A column that wraps where there is no room for it.
    pub(super) const fn flexible(title: &'static str, shrinks_to: usize) -> Self {
        Self {
            title: Cow::Borrowed(title),
            shrinks_to: Some(shrinks_to),
            right: false,
        }
    }

    /// A column of the user's own, which wraps likewise. Its title is sanitised.
    pub(super) const fn own(title: String, shrinks_to: usize) -> Self {
        Self {
            title: Cow::Owned(title),
            shrinks_to: Some(shrinks_to),
            right: false,
        }
    }
}

/// What stands in a cell. All text is sanitised.
pub(super) enum Cell {
    /// Text, wrapped where it has to be.
    Text(String),
    /// A resource: its name beside or above its id, each shortened in the middle where it has to be.
    Resource { name: Option<String>, id: String },
}

impl Cell {
    fn width(&self) -> usize {
        match self {
            Self::Text(text) => width(text),
            Self::Resource { name: None, id } => width(id),
            Self::Resource {
                name: Some(name),
                id,
            } => width(name) + width(id) + 3,
        }
    }

    fn lay(&self, columns: usize, style: &Style) -> String {
        let short = |text: &str| {
            if style.verbose {
                wrap(text, columns).join("\n")
            } else {
                middle_ellipsis(text, columns, style.glyph("…", "..."))
            }
        };
        match self {
            Self::Text(text) if style.verbose => wrap(text, columns).join("\n"),
            Self::Text(text) => wrap_briefly(text, columns, LINES_OF_A_CELL, style).join("\n"),
            Self::Resource { name: None, id } => short(id),
            Self::Resource {
                name: Some(name),
                id,
            } if self.width() <= columns => {
                format!("{name} ({id})")
            }
            Self::Resource {
                name: Some(name),
                id,
            } => {
                format!("{}\n{}", short(name), short(&format!("({id})")))
            }
        }
    }
}

/// Writes the rows under the columns' titles.
pub(super) fn write(
    page: &mut Page<'_>,
    indent: usize,
    columns: &[Column],
    rows: &[Vec<Cell>],
) -> io::Result<()> {
    let (titles, lines) = draw(page.style, indent, columns, rows);
    let titles = titles.into_iter().map(|line| (line, Ink::Dim));
    let lines = lines.into_iter().map(|line| (line, Ink::Plain));
    for (line, ink) in titles.chain(lines) {
        page.line(
            &Line::new()
                .with(" ".repeat(indent), Ink::Plain)
                .with(line, ink),
        )?;
    }
    Ok(())
}

/// The lines of the titles and of the rows, without their indentation.
pub(super) fn draw(
    style: &Style,
    indent: usize,
    columns: &[Column],
    rows: &[Vec<Cell>],
) -> (Vec<String>, Vec<String>) {
    let widths = widths(columns, rows, style.columns().saturating_sub(indent));
    let titles: Vec<Vec<String>> = columns
        .iter()
        .zip(&widths)
        .map(|(column, columns)| wrap(&column.title, *columns))
        .collect();
    let deep = titles.iter().map(Vec::len).max().unwrap_or(0);
    let mut table = Table::new();
    table
        .load_style(NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(titles.iter().map(|title| title.join("\n")));
    for row in rows {
        let cells = row.iter().zip(&widths);
        table.add_row(cells.map(|(cell, columns)| cell.lay(*columns, style)));
    }
    for (drawn, column) in table.column_iter_mut().zip(columns) {
        drawn.set_padding((0, GAP));
        if column.right {
            drawn.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut titles: Vec<String> = table.trim_fmt().lines().map(str::to_owned).collect();
    let rows = titles.split_off(deep.min(titles.len()));
    (titles, rows)
}

/// As wide as what stands in them, if there is room; else the flexible ones give way.
fn widths(columns: &[Column], rows: &[Vec<Cell>], room: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            rows.iter()
                .filter_map(|row| row.get(at))
                .map(Cell::width)
                .chain([width(&column.title)])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let room = room.saturating_sub(usize::from(GAP) * columns.len().saturating_sub(1));
    // First down to what each would like, then to what is just legible; the widest always gives.
    for legible in [false, true] {
        let least = |at: usize| {
            let wanted = columns[at].shrinks_to?;
            Some(if legible { NARROWEST } else { wanted })
        };
        while widths.iter().sum::<usize>() > room {
            let widest = (0..columns.len())
                .filter(|at| least(*at).is_some_and(|least| widths[*at] > least))
                .max_by_key(|at| widths[*at]);
            let Some(widest) = widest else {
                break;
            };
            widths[widest] -= 1;
        }
    }
    widths
}

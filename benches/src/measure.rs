//! Measuring in turns, and what comes of it.

use std::fmt;
use std::time::Instant;

use cpu_time::ProcessTime;
use serde::{Deserialize, Serialize};

/// What one run of something took, in seconds.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) wall: f64,
    /// Of all threads of this process, in user and system mode.
    pub(crate) cpu: f64,
}

pub(crate) fn cost<T>(work: impl FnOnce() -> T) -> Cost {
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    let made = work();
    let cost = Cost {
        wall: wall.elapsed().as_secs_f64(),
        cpu: cpu.elapsed().as_secs_f64(),
    };
    drop(made);
    cost
}

/// The costs of the baseline and of ours, turn by turn, each going first in every second
/// turn. Whatever else the machine does meets both. The first turn of several warms up and
/// does not count.
pub(crate) fn in_turns(
    turns: usize,
    mut baseline: impl FnMut() -> Cost,
    mut ours: impl FnMut() -> Cost,
) -> Vec<[Cost; 2]> {
    let warm_up = usize::from(turns > 1);
    let mut costs = Vec::with_capacity(turns);
    for turn in 0..turns + warm_up {
        let pair = if turn % 2 == 0 {
            let baseline = baseline();
            [baseline, ours()]
        } else {
            let ours = ours();
            [baseline(), ours]
        };
        if turn >= warm_up {
            costs.push(pair);
        }
    }
    costs
}

/// One line of a table: something beside its baseline.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Row {
    pub(crate) group: Group,
    /// What was done: the rows, the latency and so on.
    pub(crate) case: String,
    /// What was measured.
    pub(crate) quantity: String,
    pub(crate) unit: Unit,
    /// What `baseline` is the measure of.
    pub(crate) beside: String,
    pub(crate) baseline: f64,
    pub(crate) ours: f64,
    /// The median of the ratios of the turns; the smallest and the largest.
    pub(crate) ratio: f64,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
    pub(crate) goal: Option<Goal>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Group {
    Reading,
    Limit,
    Decoding,
    Presence,
    Schedules,
    Memory,
    Command,
    Sandbox,
    Building,
}

/// In which unit `baseline` and `ours` are; tables show thousandths where that reads better.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    Seconds,
    Bytes,
    /// Bytes a row.
    BytesPerRow,
    /// Requests a second: more is better.
    PerSecond,
    Count,
}

/// At most so much.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Goal {
    Ratio(f64),
    /// In the unit of the row.
    Value(f64),
}

impl Row {
    /// From the measures of the turns: those of the baseline, and ours.
    pub(crate) fn new(
        group: Group,
        case: impl Into<String>,
        quantity: impl Into<String>,
        unit: Unit,
        beside: impl Into<String>,
        pairs: impl IntoIterator<Item = [f64; 2]>,
    ) -> Self {
        let pairs: Vec<[f64; 2]> = pairs.into_iter().collect();
        let column = |of: fn(&[f64; 2]) -> f64| sorted(pairs.iter().map(of).collect());
        let ratios = column(|[baseline, ours]| ours / baseline);
        Self {
            group,
            case: case.into(),
            quantity: quantity.into(),
            unit,
            beside: beside.into(),
            baseline: median(&column(|pair| pair[0])),
            ours: median(&column(|pair| pair[1])),
            ratio: median(&ratios),
            lowest: ratios.first().copied().unwrap_or(f64::NAN),
            highest: ratios.last().copied().unwrap_or(f64::NAN),
            goal: None,
        }
    }

    pub(crate) fn goal(mut self, goal: impl Into<Option<Goal>>) -> Self {
        self.goal = goal.into();
        self
    }

    /// `None` where there is no goal.
    pub(crate) fn met(&self) -> Option<bool> {
        Some(match self.goal? {
            Goal::Ratio(most) => self.ratio <= most,
            Goal::Value(most) => self.ours <= most,
        })
    }
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    match sorted {
        [] => f64::NAN,
        _ if sorted.len().is_multiple_of(2) => (sorted[middle - 1] + sorted[middle]) / 2.0,
        _ => sorted[middle],
    }
}

impl Unit {
    /// A measure as people read it, with three digits that count.
    pub(crate) fn show(self, value: f64) -> String {
        match self {
            Self::Seconds if value >= 1.0 => format!("{} s", digits(value)),
            Self::Seconds if value >= 1e-3 => format!("{} ms", digits(value * 1e3)),
            Self::Seconds => format!("{} µs", digits(value * 1e6)),
            Self::Bytes if value >= 1e6 => format!("{} MB", digits(value / 1e6)),
            Self::Bytes => format!("{} kB", digits(value / 1e3)),
            Self::BytesPerRow => format!("{} B a row", digits(value)),
            Self::PerSecond => format!("{} a second", digits(value)),
            Self::Count => format!("{value:.0}"),
        }
    }
}

fn digits(value: f64) -> String {
    let places = match value {
        _ if value >= 100.0 => 0,
        _ if value >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.places$}")
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, {}: {} beside {} ({}): {:.2}",
            self.case,
            self.quantity,
            self.unit.show(self.ours),
            self.unit.show(self.baseline),
            self.beside,
            self.ratio
        )
    }
}

//! What every command works with.

use jiff::civil::Date;

use crate::config::Profile;
use crate::failure::Failure;
use crate::global::{Format, Global};
use crate::limit::WINDOW;
use crate::notes::Notes;
use crate::output::{Rows, Screen};

/// What every command works with: what was said to all of them, and where its words go.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) global: Global,
    pub(crate) notes: Notes,
    pub(crate) screen: Screen,
    /// In the time zone that was named.
    pub(crate) today: Date,
    /// The profile in use, with its name.
    pub(crate) profile: Option<(String, Profile)>,
}

impl Context {
    /// What is said on the command line comes before what a profile says.
    pub(crate) fn new(
        mut global: Global,
        profile: Option<(String, Profile)>,
    ) -> Result<Self, Failure> {
        if let Some((_, profile)) = &profile {
            global.rate_limit = global.rate_limit.or_else(|| profile.rate_limit.clone());
            global.time_zone = global.time_zone.or_else(|| profile.time_zone.clone());
        }
        let today = global.today.unwrap_or_else(|| {
            let zone = global
                .time_zone
                .clone()
                .unwrap_or_else(jiff::tz::TimeZone::system);
            jiff::Timestamp::now().to_zoned_datetime(zone).date()
        });
        let notes = Notes::new(&global);
        Ok(Self {
            screen: Screen::new(global.color),
            notes,
            today,
            profile,
            global,
        })
    }

    pub(crate) fn format(&self) -> Format {
        self.global.output
    }

    /// Starts the data of a command: rows with these columns.
    pub(crate) fn rows<N: Into<String>>(&self, columns: impl IntoIterator<Item = N>) -> Rows {
        Rows::many(self.format(), &self.screen, columns)
    }

    /// The same for one thing instead of a list.
    pub(crate) fn record<N: Into<String>>(&self, columns: impl IntoIterator<Item = N>) -> Rows {
        Rows::one(self.format(), &self.screen, columns)
    }

    /// Tells what a long reading will take.
    pub(crate) fn announce(&self, what: &str, rows: u64, requests: u64) {
        let limit = self.global.limit().map(|limit| (limit, WINDOW));
        self.notes.announce(what, rows, requests, limit);
    }
}

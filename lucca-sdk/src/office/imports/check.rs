//! The check before an upload.

use super::{ImportError, Imports};
use crate::schedule::{Directory, Findings, Schedule};
use crate::{Client, Error};

/// Against what a schedule is checked, and whether errors hold it back.
#[derive(Debug)]
pub(super) struct Check {
    against: Against,
    pub(super) goes_on: bool,
}

#[derive(Debug)]
enum Against {
    Lucca,
    Lists(Directory),
    Nothing,
}

impl Check {
    pub(super) fn online() -> Self {
        Self {
            against: Against::Lucca,
            goes_on: false,
        }
    }

    pub(super) fn against(directory: Directory) -> Self {
        Self {
            against: Against::Lists(directory),
            goes_on: false,
        }
    }

    pub(super) fn none() -> Self {
        Self {
            against: Against::Nothing,
            goes_on: true,
        }
    }

    /// What was found; an error if it holds the import back.
    pub(super) async fn run(
        &self,
        imports: &Imports,
        schedule: &Schedule,
    ) -> Result<Findings, ImportError> {
        match &self.against {
            Against::Nothing => Ok(Findings::default()),
            Against::Lists(directory) => self.judge(schedule, directory),
            // Nobody needs to be asked about an empty schedule.
            Against::Lucca if schedule.is_empty() => self.judge(schedule, &Directory::new()),
            Against::Lucca => self.judge(schedule, &imports.directory().await?),
        }
    }

    pub(super) fn judge(
        &self,
        schedule: &Schedule,
        directory: &Directory,
    ) -> Result<Findings, ImportError> {
        let findings = schedule.check_against(directory);
        if findings.has_errors() && !self.goes_on {
            return Err(ImportError::check(findings));
        }
        Ok(findings)
    }
}

impl Schedule {
    /// Checks every row against the users and work locations that Lucca lists. It only reads.
    ///
    /// What is checked is told at [`check_against`](Self::check_against). For the reading, the key needs to see users
    /// with their logins, and Office.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use lucca_sdk::schedule::Schedule;
    ///
    /// let findings = Schedule::read("week-39.csv")?.check(&client).await?;
    /// println!("{findings}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the calls. What is wrong with the schedule is no error but a finding.
    pub async fn check(&self, client: &Client) -> Result<Findings, Error> {
        let directory = client.office().imports().directory().await?;
        let mut resolved = self.clone();
        resolved.resolve(&directory);
        Ok(resolved.check_against(&directory))
    }
}

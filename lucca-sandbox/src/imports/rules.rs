//! Line by line: what an import would do to the company, and what is wrong with it.
//!
//! Where Lucca's documentation leaves open what happens, the stricter reading is taken: a client that is safe here
//! is safe under the other reading as well.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::file::Line;
use super::outcome::{Change, Described, Outcome, Remark, Spot};
use crate::behaviour::{Behaviour, ImportedStatus, NameCase, Removals};
use crate::company::{Company, Position, Status, User, UserLocation, WorkLocation};

/// How many lines a file may have, and how many of them may be wrong or worth a warning before it is given up: what a
/// file of separators alone can make the account hold.
const MOST_LINES: usize = 1_000_000;
const MOST_ERRORS: usize = 100_000;
const MOST_WARNINGS: usize = 400_000;

/// The status that imported rows get.
fn status(imported: ImportedStatus) -> Status {
    match imported {
        ImportedStatus::Approved => Status::Approved,
        ImportedStatus::Pending => Status::Pending,
    }
}

/// Judges a file against the company as it is, up to a line. Nothing is changed yet.
pub(super) fn judge(
    company: &Company,
    lines: impl Iterator<Item = Line>,
    override_user_locations: bool,
    behaviour: &Behaviour,
) -> Outcome {
    let mut judge = Judge {
        company,
        behaviour,
        override_user_locations,
        people: People::of(company, behaviour.name_case),
        seen: HashMap::new(),
        days: HashMap::new(),
        outcome: Outcome::default(),
    };
    for line in lines {
        if judge.outcome.lines == MOST_LINES {
            return Outcome::failed(format!("The file has more than {MOST_LINES} lines."));
        }
        judge.outcome.lines += 1;
        judge.line(line);
        let Outcome {
            errors,
            warnings,
            lines,
            ..
        } = &mut judge.outcome;
        if errors.len() > MOST_ERRORS || warnings.len() > MOST_WARNINGS {
            return Outcome {
                global_error: Some(format!(
                    "Given up at line {}, after {} errors and {} warnings. Nothing was imported.",
                    *lines + 1,
                    errors.len(),
                    warnings.len()
                )),
                lines: *lines,
                errors: std::mem::take(errors),
                warnings: std::mem::take(warnings),
                ..Outcome::default()
            };
        }
    }
    let mut outcome = judge.outcome;
    if !outcome.errors.is_empty() {
        outcome.global_error = Some(format!(
            "{} of {} lines have errors.",
            outcome.errors.len(),
            outcome.lines
        ));
    }
    outcome
}

/// Makes changes that were judged. What has been deleted in the meantime stays deleted.
pub(super) fn apply(
    company: &mut Company,
    changes: impl IntoIterator<Item = Change>,
    now: Timestamp,
) {
    let rows = &mut company.user_locations;
    for change in changes {
        match change {
            Change::Create {
                owner_id,
                spot,
                date,
                position,
                status,
            } => {
                let id = rows.next_id();
                rows.push(&UserLocation {
                    id,
                    owner_id,
                    work_location_id: spot.work_location_id,
                    date,
                    position,
                    status,
                    area_id: spot.area_id,
                    created_at: now,
                    deleted_at: None,
                });
            }
            Change::Move { id, spot, status } => {
                rows.move_to(id, spot.work_location_id, spot.area_id, status)
            }
            Change::Delete { id } => rows.delete(id, now),
        }
    }
}

/// How names are compared.
fn folded(name: &str, case: NameCase) -> Cow<'_, str> {
    match case {
        NameCase::Exact => Cow::Borrowed(name),
        NameCase::Ignored => Cow::Owned(name.to_lowercase()),
    }
}

/// People by their logins; none for a login that is two people's.
struct People<'a> {
    by_login: HashMap<Cow<'a, str>, Option<&'a User>>,
    case: NameCase,
}

impl<'a> People<'a> {
    fn of(company: &'a Company, case: NameCase) -> Self {
        let mut by_login: HashMap<Cow<'a, str>, Option<&'a User>> = HashMap::new();
        for user in company.users() {
            by_login
                .entry(folded(&user.login, case))
                .and_modify(|user| *user = None)
                .or_insert(Some(user));
        }
        Self { by_login, case }
    }

    fn find(&self, login: &str) -> Result<&'a User, &'static str> {
        match self.by_login.get(&folded(login, self.case)) {
            Some(Some(user)) => Ok(user),
            Some(None) => Err("Several users have this login"),
            None => Err("User doesn't exist"),
        }
    }
}

/// What the cells of a line mean.
struct Reading<'a> {
    user: &'a User,
    date: Date,
    position: Position,
    wish: Wish,
}

enum Wish {
    Delete,
    BeAt(Spot),
}

struct Judge<'a> {
    company: &'a Company,
    behaviour: &'a Behaviour,
    override_user_locations: bool,
    people: People<'a>,
    /// The lines so far, by person and day.
    seen: HashMap<(u32, Date), Vec<Seen>>,
    /// The live rows of each day that was touched, as they were before this import.
    days: HashMap<(u32, Date), Vec<Before>>,
    outcome: Outcome,
}

/// What a line said of a day.
struct Seen {
    position: Position,
    deletes: bool,
    line: usize,
}

#[derive(Clone, Copy)]
struct Before {
    id: u32,
    position: Position,
    spot: Spot,
    gone: bool,
}

impl<'a> Judge<'a> {
    fn line(&mut self, line: Line) {
        let verdict = self.read(&line).and_then(|reading| {
            self.not_twice(&reading, &line)?;
            match reading.wish {
                Wish::Delete => self.delete(&reading),
                Wish::BeAt(spot) => {
                    self.place(&reading, spot, &line);
                    Ok(())
                }
            }
        });
        if let Err(error) = verdict {
            let remark = self.remark(&line, error, false);
            self.outcome.errors.push(remark);
        }
    }

    /// Understands the cells of a line, one rule after the other: a line gets one error, the first.
    fn read(&self, line: &Line) -> Result<Reading<'a>, String> {
        if line.is_ragged {
            return Err("The line has more or fewer cells than the header".to_owned());
        }
        let user = self.people.find(&line.login)?;
        let is_deletion = match line.is_deletion.as_str() {
            "" | "false" => false,
            "true" => true,
            _ => return Err("isDeletion must be true or false".to_owned()),
        };
        let date = date(&line.date).ok_or("The date must be YYYY-MM-DD or YYYY/MM/DD")?;
        let position = Position::ALL
            .into_iter()
            .find(|position| position.as_str() == line.position)
            .ok_or("The position must be FullDay, FirstHalf or SecondHalf")?;
        if is_deletion {
            // A place that is named must exist.
            if !line.work_location_name.is_empty()
                || self.behaviour.removals == Removals::PlaceRequired
            {
                self.spot(line, false)?;
            }
            return Ok(Reading {
                user,
                date,
                position,
                wish: Wish::Delete,
            });
        }
        let spot = self.spot(line, true)?;
        let last = user.last_day(self.behaviour.contract_end);
        if date < user.dt_contract_start || last.is_some_and(|last| last < date) {
            return Err("The user has no contract on this date".to_owned());
        }
        Ok(Reading {
            user,
            date,
            position,
            wish: Wish::BeAt(spot),
        })
    }

    fn spot(&self, line: &Line, must_be_active: bool) -> Result<Spot, String> {
        let case = self.behaviour.name_case;
        let name = folded(&line.work_location_name, case);
        let mut named = self
            .company
            .work_locations()
            .iter()
            .filter(|location| folded(&location.name, case) == name);
        let location = named
            .next()
            .filter(|location| location.is_active || !must_be_active)
            .ok_or("User location doesn't exist")?;
        if named.next().is_some() {
            return Err("Several work locations have this name".to_owned());
        }
        let area_id = match line.area_name.as_str() {
            "" => None,
            name => Some(self.area(location, name)?),
        };
        Ok(Spot {
            work_location_id: location.id,
            area_id,
        })
    }

    fn area(&self, location: &WorkLocation, name: &str) -> Result<u32, String> {
        let case = self.behaviour.name_case;
        let name = folded(name, case);
        let areas = location.office.iter().flat_map(|office| &office.areas);
        let mut named = areas.filter(|area| folded(&area.name, case) == name);
        let area = named
            .next()
            .ok_or("Area doesn't exist in this work location")?;
        match (case, named.next()) {
            (NameCase::Ignored, Some(_)) => Err("Several areas have this name".to_owned()),
            _ => Ok(area.id),
        }
    }

    /// A half day may be spoken of once. A deletion and a new row may share a day if they are not the same position:
    /// that is how a whole day is turned into a half.
    fn not_twice(&mut self, reading: &Reading<'_>, line: &Line) -> Result<(), String> {
        let deletes = matches!(reading.wish, Wish::Delete);
        let seen = self
            .seen
            .entry((reading.user.id, reading.date))
            .or_default();
        let twin = seen.iter().find(|seen| {
            seen.position == reading.position
                || (seen.deletes == deletes && seen.position.overlaps(reading.position))
        });
        if let Some(twin) = twin {
            return Err(format!("Duplicate of line {}", twin.line));
        }
        seen.push(Seen {
            position: reading.position,
            deletes,
            line: line.number,
        });
        Ok(())
    }

    fn day(&mut self, user: &User, date: Date) -> &mut Vec<Before> {
        self.days.entry((user.id, date)).or_insert_with(|| {
            let before = |row: UserLocation| Before {
                id: row.id,
                position: row.position,
                spot: Spot {
                    work_location_id: row.work_location_id,
                    area_id: row.area_id,
                },
                gone: false,
            };
            self.company
                .user_locations()
                .live(user.id, date)
                .map(before)
                .collect()
        })
    }

    /// Deletes what lies within the given part of the day.
    fn delete(&mut self, reading: &Reading<'_>) -> Result<(), String> {
        let deleted = self.clear(reading, |before| {
            before.position.is_within(reading.position)
        });
        if deleted == 0 {
            Err("There is no user location to delete".to_owned())
        } else {
            Ok(())
        }
    }

    fn clear(&mut self, reading: &Reading<'_>, which: impl Fn(&Before) -> bool) -> usize {
        let mut gone = Vec::new();
        for before in self
            .day(reading.user, reading.date)
            .iter_mut()
            .filter(|before| !before.gone && which(before))
        {
            before.gone = true;
            gone.push(Change::Delete { id: before.id });
        }
        let deleted = gone.len();
        self.outcome.deleted += deleted;
        self.outcome.changes.extend(gone);
        deleted
    }

    fn place(&mut self, reading: &Reading<'_>, spot: Spot, line: &Line) {
        let day = self.day(reading.user, reading.date);
        let same = day
            .iter()
            .find(|before| !before.gone && before.position == reading.position)
            .copied();
        let filled = day.iter().any(|before| !before.gone);
        if filled && !self.override_user_locations {
            // "Fills only empty days": a day of which one half is known is not empty.
            let remark = self.remark(
                line,
                "This day is filled already and was left as it is".to_owned(),
                false,
            );
            self.outcome.warnings.push(remark);
            return;
        }

        let status = status(self.behaviour.imported_status);
        let moved = match same {
            Some(before) => {
                if before.spot != spot {
                    self.outcome.changes.push_back(Change::Move {
                        id: before.id,
                        spot,
                        status,
                    });
                }
                true
            }
            None => {
                self.clear(reading, |before| before.position.overlaps(reading.position));
                let (owner_id, date, position) = (reading.user.id, reading.date, reading.position);
                self.outcome.changes.push_back(Change::Create {
                    owner_id,
                    spot,
                    date,
                    position,
                    status,
                });
                false
            }
        };
        self.outcome.described.push(Described {
            owner_id: reading.user.id,
            date: reading.date,
            moved,
        });

        let [first, second] = self.company.working_halves(reading.user, reading.date);
        let works = match reading.position {
            Position::FullDay => first && second,
            Position::FirstHalf => first,
            Position::SecondHalf => second,
        };
        if !works {
            let remark = self.remark(line, "The person may be away on this day".to_owned(), true);
            self.outcome.warnings.push(remark);
        }
    }

    /// The line with what is known of its person: the names of the record, or those of the file.
    fn remark(&self, line: &Line, text: String, is_conflict: bool) -> Remark {
        let user = self.people.find(&line.login).ok();
        Remark {
            line: line.clone(),
            first_name: user
                .map_or_else(|| line.first_name.clone(), |user| user.first_name.clone()),
            last_name: user.map_or_else(|| line.last_name.clone(), |user| user.last_name.clone()),
            text,
            is_conflict,
        }
    }
}

/// `YYYY-MM-DD` or `YYYY/MM/DD`, nothing else.
pub(super) fn date(cell: &str) -> Option<Date> {
    let [y1, y2, y3, y4, first, m1, m2, second, d1, d2] = *cell.as_bytes() else {
        return None;
    };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    if first != second || !matches!(first, b'-' | b'/') || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    cell.replace('/', "-").parse().ok()
}

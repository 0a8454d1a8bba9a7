//! Line by line: what an import would do to the company, and what is wrong with it.
//!
//! Where Lucca's documentation leaves open what happens, the stricter reading is taken: a client that is safe here
//! is safe under the other reading as well.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::file::Line;
use crate::company::{Company, Position, Status, User, UserLocation};

/// What came of an import.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    pub(super) lines: usize,
    /// One sentence for each row created or moved.
    pub(super) descriptions: Vec<String>,
    pub(super) deleted: usize,
    pub(super) errors: Vec<Remark>,
    pub(super) warnings: Vec<Remark>,
    /// What is wrong with the import as a whole.
    pub(super) global_error: Option<String>,
    /// What it does to the company, in order.
    pub(super) changes: Vec<Change>,
}

impl Outcome {
    /// An import of which nothing came.
    pub(super) fn failed(why: String) -> Self {
        Self {
            global_error: Some(why),
            ..Self::default()
        }
    }
}

/// Something to say about a line.
#[derive(Clone, Debug)]
pub(super) struct Remark {
    pub(super) line: Line,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) text: String,
    pub(super) is_conflict: bool,
}

/// One change of one row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    Create {
        owner_id: u32,
        spot: Spot,
        date: Date,
        position: Position,
    },
    Move {
        id: u32,
        spot: Spot,
    },
    Delete {
        id: u32,
    },
}

/// A place, and the area in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    work_location_id: u32,
    area_id: Option<u32>,
}

/// Imported rows need nobody's approval. How Lucca marks them is unknown.
const STATUS: Status = Status::Approved;

/// Judges a file against the company as it is. Nothing is changed yet.
pub(super) fn judge(company: &Company, lines: Vec<Line>, override_user_locations: bool) -> Outcome {
    let mut judge = Judge {
        company,
        override_user_locations,
        people: company.users_by_login(),
        seen: HashMap::new(),
        days: HashMap::new(),
        outcome: Outcome {
            lines: lines.len(),
            ..Outcome::default()
        },
    };
    for line in lines {
        judge.line(line);
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

/// Makes the changes that were judged.
pub(super) fn apply(company: &mut Company, changes: Vec<Change>, now: Timestamp) {
    let rows = &mut company.user_locations;
    for change in changes {
        match change {
            Change::Create {
                owner_id,
                spot,
                date,
                position,
            } => {
                let id = rows.next_id();
                rows.push(&UserLocation {
                    id,
                    owner_id,
                    work_location_id: spot.work_location_id,
                    date,
                    position,
                    status: STATUS,
                    area_id: spot.area_id,
                    created_at: now,
                    deleted_at: None,
                });
            }
            Change::Move { id, spot } => {
                rows.move_to(id, spot.work_location_id, spot.area_id, STATUS)
            }
            Change::Delete { id } => rows.delete(id, now),
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
    override_user_locations: bool,
    people: HashMap<&'a str, &'a User>,
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
        let user = *self
            .people
            .get(line.login.as_str())
            .ok_or("User doesn't exist")?;
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
            // A deletion needs no place; one that is named must exist.
            if !line.work_location_name.is_empty() {
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
        if !user.is_employed_on(date) {
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
        let mut named = self
            .company
            .work_locations()
            .iter()
            .filter(|location| location.name == line.work_location_name);
        let location = named
            .next()
            .filter(|location| location.is_active || !must_be_active)
            .ok_or("User location doesn't exist")?;
        if named.next().is_some() {
            return Err("Several work locations have this name".to_owned());
        }
        let area_id = match line.area_name.as_str() {
            "" => None,
            name => Some(
                location
                    .area(name)
                    .ok_or("Area doesn't exist in this work location")?
                    .id,
            ),
        };
        Ok(Spot {
            work_location_id: location.id,
            area_id,
        })
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
        let mut changes = Vec::new();
        for before in self
            .day(reading.user, reading.date)
            .iter_mut()
            .filter(|before| !before.gone && which(before))
        {
            before.gone = true;
            changes.push(Change::Delete { id: before.id });
        }
        self.outcome.deleted += changes.len();
        let deleted = changes.len();
        self.outcome.changes.append(&mut changes);
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

        let verb = match same {
            Some(before) => {
                if before.spot != spot {
                    self.outcome.changes.push(Change::Move {
                        id: before.id,
                        spot,
                    });
                }
                "Updated"
            }
            None => {
                self.clear(reading, |before| before.position.overlaps(reading.position));
                let (owner_id, date, position) = (reading.user.id, reading.date, reading.position);
                self.outcome.changes.push(Change::Create {
                    owner_id,
                    spot,
                    date,
                    position,
                });
                "Created"
            }
        };
        let date = reading.date.strftime("%Y/%m/%d");
        self.outcome.descriptions.push(format!(
            "{verb} user location for {} on {date}",
            reading.user.name()
        ));

        let [first, second] = self.company.working_halves(reading.user, reading.date);
        let works = match reading.position {
            Position::FullDay => first && second,
            Position::FirstHalf => first,
            Position::SecondHalf => second,
        };
        if !works {
            let remark = self.remark(
                line,
                "This user location can create conflict with a day off".to_owned(),
                true,
            );
            self.outcome.warnings.push(remark);
        }
    }

    /// The line with what is known of its person: the names of the record, or those of the file.
    fn remark(&self, line: &Line, text: String, is_conflict: bool) -> Remark {
        let user = self.people.get(line.login.as_str());
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

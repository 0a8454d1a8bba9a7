//! "Did you mean": the known name closest to one that is not known.

/// Known names, prepared for many look-ups.
pub(super) struct Similar<'n> {
    names: Vec<Name<'n>>,
}

struct Name<'n> {
    as_given: &'n str,
    folded: String,
    length: usize,
    letters: u64,
}

impl<'n> Similar<'n> {
    pub(super) fn new(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names = names
            .into_iter()
            .map(|as_given| {
                let folded = fold(as_given);
                Name {
                    as_given,
                    length: folded.chars().count(),
                    letters: letters(&folded),
                    folded,
                }
            })
            .collect();
        Self { names }
    }

    /// The name that `text` most likely stands for: the same but for case and space, or else the one with the
    /// fewest mistypings, if they are few for its length. The first in alphabetical order among equals.
    pub(super) fn closest(&self, text: &str) -> Option<&'n str> {
        let folded = fold(text);
        let length = folded.chars().count();
        let seen = letters(&folded);
        let most = most_mistypings(length);
        let mut best: Option<(usize, &'n str)> = None;
        for name in &self.names {
            // Cheap bounds first: with a company of 100,000 the distance itself is too slow to try on each.
            if name.length.abs_diff(length) > most
                || (name.letters ^ seen).count_ones() as usize > 2 * most
            {
                continue;
            }
            let distance = if name.folded == folded {
                0
            } else {
                strsim::osa_distance(&name.folded, &folded).max(1)
            };
            let candidate = (distance, name.as_given);
            if distance <= most && best.is_none_or(|best| candidate < best) {
                best = Some(candidate);
            }
        }
        best.map(|(_, name)| name)
    }
}

fn most_mistypings(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=7 => 1,
        8..=15 => 2,
        _ => 3,
    }
}

/// Lower case, and single plain spaces.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// Which letters occur, each as a bit; one mistyping changes at most two.
fn letters(text: &str) -> u64 {
    text.chars()
        .fold(0, |seen, letter| seen | 1 << (u32::from(letter) % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_find_their_name() {
        let names = Similar::new([
            "Paris",
            "Lyon Part-Dieu",
            "Remote work",
            "Nantes",
            "B1",
            "jdupont",
        ]);
        for (text, closest) in [
            ("paris", Some("Paris")),
            ("Pairs", Some("Paris")),
            ("Lyon  part\u{a0}dieu", Some("Lyon Part-Dieu")),
            ("Remote wrk", Some("Remote work")),
            (" b1", Some("B1")),
            ("B2", None),
            ("jdupond", Some("jdupont")),
            ("Bordeaux", None),
            ("", None),
        ] {
            assert_eq!(names.closest(text), closest, "{text}");
        }
    }

    #[test]
    fn the_exact_letters_win_over_a_mistyping_and_ties_are_settled_by_name() {
        assert_eq!(
            Similar::new(["paris", "Paris2"]).closest("PARIS"),
            Some("paris")
        );
        assert_eq!(
            Similar::new(["area9", "area2"]).closest("area"),
            Some("area2")
        );
    }
}

//! `paging={offset},{limit}`: which slice of the rows.

use crate::failure::Failure;
use crate::number::plain_number;

/// The largest page that Lucca serves.
pub(crate) const LARGEST: u64 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

impl Paging {
    pub(crate) fn parse(text: &str, largest: u64) -> Result<Self, Failure> {
        let refused = || {
            Failure::bad(
                "paging",
                format!("Write paging={{offset}},{{limit}}, with a limit from 1 to {LARGEST}."),
            )
        };
        let (offset, limit) = text.split_once(',').ok_or_else(refused)?;
        let offset = plain_number(offset.trim()).ok_or_else(refused)?;
        let limit = plain_number(limit.trim())
            .filter(|limit| (1..=largest).contains(limit))
            .ok_or_else(refused)?;
        Ok(Self {
            offset: usize::try_from(offset).unwrap_or(usize::MAX),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
        })
    }
}

/// One of the defaults that the documents give; they disagree, so clients should say what they want.
impl Default for Paging {
    fn default() -> Self {
        Self {
            offset: 0,
            limit: LARGEST as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_plain_numbers_make_a_page() {
        assert_eq!(
            Paging::parse("0,100", LARGEST).unwrap(),
            Paging {
                offset: 0,
                limit: 100
            }
        );
        assert_eq!(
            Paging::parse("2000, 1000", LARGEST).unwrap(),
            Paging {
                offset: 2_000,
                limit: 1_000
            }
        );
        for text in [
            "",
            "0",
            "0,",
            ",1",
            "0,0",
            "0,1001",
            "-1,10",
            "+1,10",
            "1,2,3",
            "a,b",
            "0,1e3",
            "99999999999999999999,1",
        ] {
            assert!(Paging::parse(text, LARGEST).is_err(), "{text}");
        }
    }
}

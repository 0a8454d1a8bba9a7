//! Which rows of a list a page shows, and in which order: what Lucca's documents leave open of paging.

use std::ops::Range;

use crate::behaviour::{Behaviour, ListOrder, PastTheEnd, Totals};

/// By how many rows a page slips, when trouble wants rows lost or repeated.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slip(pub(crate) isize);

/// The page size that is really served.
pub(crate) fn bounded(limit: usize, behaviour: &Behaviour) -> usize {
    behaviour
        .page_bound
        .get()
        .map_or(limit, |bound| limit.min(bound))
}

/// The places of a page's rows in a list of `len`. `limit` is above zero.
pub(crate) fn span(
    offset: usize,
    limit: usize,
    len: usize,
    slip: Slip,
    behaviour: &Behaviour,
) -> Range<usize> {
    let last_page = len.saturating_sub(1) / limit.max(1) * limit;
    let offset = match behaviour.past_the_end {
        PastTheEnd::LastPage if offset >= len => last_page,
        _ => offset,
    };
    // The first page always begins at the beginning.
    let start = if offset == 0 {
        0
    } else {
        offset.saturating_add_signed(slip.0)
    };
    let start = start.min(len);
    start..start.saturating_add(limit).min(len)
}

/// What a list says that it holds.
pub(crate) fn total(len: usize, live: impl FnOnce() -> usize, totals: Totals) -> usize {
    match totals {
        Totals::Shown => len,
        Totals::Live => live(),
        Totals::More => len + 1 + len / 50,
    }
}

/// Which row stands at a place, by order.
#[derive(Clone, Copy)]
pub(crate) enum Arrangement {
    AsTheyCome,
    Backward,
    Scattered { step: usize, start: usize },
}

impl Arrangement {
    /// The arrangement of `len` rows for the request of this number.
    pub(crate) fn of(order: ListOrder, len: usize, request: u64) -> Self {
        match order {
            ListOrder::ById | ListOrder::ByDate => Self::AsTheyCome,
            ListOrder::NewestFirst => Self::Backward,
            ListOrder::Changing => {
                // A step that shares no factor with the length meets every row once.
                let steps = [7_919, 104_729, 15_485_863, 1];
                let fits = |step: &&usize| !len.is_multiple_of(**step);
                let step = steps.iter().find(fits).copied().unwrap_or(1);
                let start = usize::try_from(request.wrapping_mul(2_654_435_761) % (1 << 31));
                Self::Scattered {
                    step,
                    start: start.unwrap_or(0),
                }
            }
        }
    }

    /// The row at a place below `len`.
    pub(crate) fn row(self, place: usize, len: usize) -> usize {
        match self {
            Self::AsTheyCome => place,
            Self::Backward => len - 1 - place,
            Self::Scattered { step, start } => {
                let far = place as u128 * step as u128 + start as u128;
                (far % len.max(1) as u128) as usize
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::behaviour::PageBound;

    #[test]
    fn every_order_shows_every_row_once_per_request() {
        for order in ListOrder::ALL {
            for len in [1, 2, 7, 500, 7_919, 2 * 7_919] {
                for request in [1, 2, 3_000_000_000] {
                    let arrangement = Arrangement::of(*order, len, request);
                    let rows: BTreeSet<usize> =
                        (0..len).map(|place| arrangement.row(place, len)).collect();
                    assert_eq!(
                        (rows.len(), rows.last()),
                        (len, Some(&(len - 1))),
                        "{order:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn pages_end_as_they_were_told_to() {
        let strict = Behaviour::default();
        let again = Behaviour {
            past_the_end: PastTheEnd::LastPage,
            ..Behaviour::default()
        };
        for (offset, len, empty, repeated) in [
            (0, 25, 0..10, 0..10),
            (20, 25, 20..25, 20..25),
            (30, 25, 25..25, 20..25),
            (usize::MAX, 30, 30..30, 20..30),
            (0, 0, 0..0, 0..0),
            (10, 0, 0..0, 0..0),
        ] {
            assert_eq!(span(offset, 10, len, Slip(0), &strict), empty);
            assert_eq!(span(offset, 10, len, Slip(0), &again), repeated);
        }
        assert_eq!(span(10, 10, 25, Slip(-1), &strict), 9..19);
        assert_eq!(span(0, 10, 25, Slip(1), &strict), 0..10);
        let clamping = Behaviour {
            page_bound: PageBound::rows(7),
            ..Behaviour::default()
        };
        assert_eq!((bounded(1_000, &clamping), bounded(3, &clamping)), (7, 3));
    }
}

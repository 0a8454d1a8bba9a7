//! Guessing which new property is an old one under another name.

use super::shape::Shape;

/// The one property on the other side that says the same, or is spelled the same
/// but for case: an object that loses `managerID` and gains `managerId` has most
/// likely renamed it.
pub(super) fn renamed<'d>(
    name: &str,
    (shape, other): (&Shape<'d>, &Shape<'d>),
    candidates: &[&'d str],
    siblings: &[&'d str],
) -> Option<&'d str> {
    let plain = |name: &str| -> String {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let spelled_alike = candidates.iter().find(|other| plain(other) == plain(name));
    let says_the_same = match (candidates, siblings) {
        ([only], [_]) => {
            let schema =
                |shape: &Shape<'d>, name: &str| shape.properties.get(name).map(|node| node.value);
            (schema(shape, name) == schema(other, only)).then_some(only)
        }
        _ => None,
    };
    spelled_alike.or(says_the_same).copied()
}

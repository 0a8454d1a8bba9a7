//! One operation in both documents, and how its changes are recorded.

use serde_json::Value;

use super::{
    change::Kind,
    listing::Operation,
    record::{Concerns, Record, Use},
    schema::Schemas,
    shape::Node,
};

/// One operation in both documents.
pub(super) struct Pair<'p, 'd> {
    pub(super) old: &'d Value,
    pub(super) new: &'d Value,
    pub(super) before: &'p Operation<'d>,
    pub(super) after: &'p Operation<'d>,
    pub(super) record: &'p mut Record,
}

impl<'d> Pair<'_, 'd> {
    pub(super) fn add(
        &mut self,
        kind: Kind,
        subject: &str,
        at: (Option<&Node<'d>>, Option<&Node<'d>>),
        used: Use,
    ) {
        let place = |node: Option<&Node<'d>>| node.map(|node| node.at.clone());
        let operation = self.after.label.clone();
        self.record.add(
            kind,
            subject,
            (place(at.0), place(at.1)),
            used,
            Concerns::Operation(&operation),
        );
    }

    pub(super) fn descriptions(&mut self, subject: &str, old: &Node<'d>, new: &Node<'d>) {
        let prose = |node: &Node<'d>| (node.text("summary"), node.text("description"));
        if prose(old) != prose(new) {
            let at = (Some(old), Some(new));
            self.add(Kind::DescriptionChanged, subject, at, Use::NEITHER);
        }
    }

    pub(super) fn schemas(&mut self, used: Use) -> Schemas<'_, 'd> {
        let operation = Some(self.after.label.as_str());
        Schemas::new((self.old, self.new), self.record, used, operation)
    }
}

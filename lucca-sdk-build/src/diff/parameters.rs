//! Comparing parameters: which are the same, and how they are asked for.

use serde_json::Value;

use super::{
    change::Kind,
    pair::Pair,
    record::Use,
    shape::{Node, Shape},
};

impl<'d> Pair<'_, 'd> {
    pub(super) fn parameters(&mut self, label: &str) {
        let mut olds = self.before.parameters.clone();
        let mut news = self.after.parameters.clone();
        let mut pairs = Vec::new();
        for key in self.before.parameters.keys() {
            if let Some(new) = news.remove(key) {
                pairs.extend(olds.remove(key).map(|old| (old, new)));
            }
        }
        // The same name elsewhere is the same parameter, moved.
        let name = |node: &Node<'d>| node.text("name").unwrap_or_default();
        for (key, old) in std::mem::take(&mut olds) {
            let found = news.iter().find(|(_, new)| name(new) == name(&old));
            match found.map(|(key, _)| key.clone()) {
                Some(new_key) => pairs.extend(news.remove(&new_key).map(|new| (old, new))),
                None => {
                    olds.insert(key, old);
                }
            }
        }
        for old in olds.values() {
            let subject = parameter_subject(label, old);
            self.add(
                Kind::ParameterRemoved,
                &subject,
                (Some(old), None),
                Use::REQUEST,
            );
        }
        for new in news.values() {
            let subject = parameter_subject(label, new);
            let kind = Kind::ParameterAdded {
                required: is_required(new),
            };
            self.add(kind, &subject, (None, Some(new)), Use::REQUEST);
        }
        for (old, new) in pairs {
            self.parameter(label, &old, &new);
        }
    }

    fn parameter(&mut self, label: &str, old: &Node<'d>, new: &Node<'d>) {
        let subject = parameter_subject(label, new);
        let at = (Some(old), Some(new));
        let text = |node: &Node<'d>, key: &str| node.text(key).unwrap_or_default().to_owned();
        let names = (text(old, "name"), text(new, "name"));
        // Names of headers have no case.
        if names.0 != names.1 && text(new, "in") != "header" {
            let kind = Kind::ParameterRenamed {
                from: names.0,
                to: names.1,
            };
            self.add(kind, &subject, at, Use::REQUEST);
        }
        let locations = (text(old, "in"), text(new, "in"));
        if locations.0 != locations.1 {
            let kind = Kind::ParameterMoved {
                from: locations.0,
                to: locations.1,
            };
            self.add(kind, &subject, at, Use::REQUEST);
        }
        match (is_required(old), is_required(new)) {
            (false, true) => self.add(Kind::ParameterRequired, &subject, at, Use::REQUEST),
            (true, false) => self.add(Kind::ParameterOptional, &subject, at, Use::REQUEST),
            _ => {}
        }
        self.descriptions(&subject, old, new);
        let schemas = (old.schema(), new.schema());
        if let (Some(old_schema), Some(new_schema)) = schemas {
            let structured = |document: &'d Value, schema: &Node<'d>| {
                let kind = Shape::new(document, schema).kind;
                kind != Some("string")
                    && kind != Some("integer")
                    && kind != Some("number")
                    && kind != Some("boolean")
            };
            let styles = (style(old), style(new));
            // How lists and objects are written does not concern single values.
            if styles.0 != styles.1
                && structured(self.old, &old_schema)
                && structured(self.new, &new_schema)
            {
                let kind = Kind::ParameterStyleChanged {
                    from: styles.0,
                    to: styles.1,
                };
                self.add(kind, &subject, at, Use::REQUEST);
            }
            let (old, new) = (&old_schema, &new_schema);
            self.schemas(Use::REQUEST).compare(old, new, &subject);
        }
    }
}

fn is_required(parameter: &Node<'_>) -> bool {
    parameter.flag("required") || parameter.text("in") == Some("path")
}

fn parameter_subject(label: &str, parameter: &Node<'_>) -> String {
    let name = parameter.text("name").unwrap_or("(unnamed)");
    format!("{label} parameter {name}")
}

/// How a list or an object is written, with OpenAPI's defaults filled in.
fn style(parameter: &Node<'_>) -> String {
    let usual = match parameter.text("in") {
        Some("query" | "cookie") => "form",
        _ => "simple",
    };
    let style = parameter.text("style").unwrap_or(usual);
    let explode = match parameter.value.get("explode").and_then(Value::as_bool) {
        Some(explode) => explode,
        None => style == "form",
    };
    match explode {
        true => format!("{style}, one by one"),
        false => format!("{style}, joined"),
    }
}

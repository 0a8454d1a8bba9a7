//! Paths: templates whose names are those of parameters.

use std::collections::BTreeSet;

use heck::ToSnakeCase;

use crate::{Error, Pointer, error::Journal, naming};

/// A path, and what its parameters are called.
pub(super) struct Path {
    /// The path as the generator gets it.
    pub(super) template: String,
    /// In the order of the path.
    pub(super) names: Vec<Name>,
}

/// One name in a path.
pub(super) struct Name {
    /// What the document calls the parameter.
    pub(super) declared: String,
    /// What the template calls it.
    pub(super) own: String,
}

/// Reads a path; `declared` are the path parameters that the document describes.
pub(super) fn read(
    path: &str,
    declared: &BTreeSet<String>,
    at: &Pointer,
    journal: &mut Journal<'_>,
) -> Result<Path, Error> {
    if !path.starts_with('/') {
        return Err(journal.refuse(
            at,
            "the path does not start with `/`",
            "write it as it follows the server's URL",
        ));
    }
    if path.contains("//") {
        journal.note(at, "`//` is sent as `/`");
    }
    let mut taken: BTreeSet<String> = naming::Reserved::Parameters
        .names()
        .map(str::to_owned)
        .collect();
    let mut template = String::new();
    let mut names: Vec<Name> = Vec::new();
    let mut rest = path;
    while let Some(start) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(start);
        template.push_str(before);
        let end = brace.find('}').filter(|end| *end > 0);
        let Some(end) = end else {
            return Err(journal.refuse(
                at,
                "the path has a brace without another one",
                "write the names of parameters between `{` and `}`",
            ));
        };
        let written = &brace[1..end];
        rest = &brace[end + 1..];
        let name = match declared.contains(written) {
            true => written,
            false => {
                let name = without_constraint(written);
                if name != written {
                    journal.note(
                        at,
                        format!("`{{{written}}}` is the parameter `{name}`: what else it says is not checked"),
                    );
                }
                name
            }
        };
        if let Some(known) = names.iter().find(|known| known.declared == name) {
            template.push_str(&format!("{{{}}}", known.own));
            continue;
        }
        let snake = |name: &str| name.to_snake_case();
        let own = if snake(name).is_empty() || taken.contains(&snake(name)) {
            let wanted = format!("{}_path", naming::plain(name).trim().to_snake_case());
            naming::free(&wanted, "_", |name| taken.contains(&snake(name)))
        } else {
            name.to_owned()
        };
        taken.insert(snake(&own));
        template.push_str(&format!("{{{own}}}"));
        names.push(Name {
            declared: name.to_owned(),
            own,
        });
    }
    template.push_str(rest);
    Ok(Path { template, names })
}

/// Frameworks write what a parameter looks like into the path: `{id:int}`,
/// `{file_path:path}`, `{*rest}`, `{id?}`.
fn without_constraint(written: &str) -> &str {
    let name = written.trim().trim_start_matches('*');
    let end = name.find([':', '=', '(']).unwrap_or(name.len());
    name[..end].trim_end_matches(['?', '*', '+']).trim()
}

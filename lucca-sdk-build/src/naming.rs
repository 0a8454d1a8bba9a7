//! Names: from whatever a document calls something to a Rust identifier that nothing
//! else has.

use deunicode::deunicode_char;
use heck::{ToSnakeCase, ToUpperCamelCase};

/// What an operation cannot be called, in snake case: methods that every client has,
/// and what generated code names without saying where it is. An operation's builder is
/// a type, so types are among them.
const OF_CLIENTS: [&str; 14] = [
    "clone",
    "default",
    "err",
    "error",
    "from",
    "from_transport",
    "new",
    "none",
    "ok",
    "option",
    "post",
    "result",
    "some",
    "string",
];

/// What a parameter cannot be called, in snake case: methods and fields of builders,
/// and variables of the code that sends a request.
const OF_REQUESTS: [&str; 16] = [
    "body",
    "body_map",
    "client",
    "clone",
    "header_map",
    "info",
    "into_request",
    "new",
    "query",
    "request",
    "response",
    "result",
    "send",
    "url",
    "value",
    "v",
];

/// What a component cannot be called: types that generated code names without saying
/// where they are.
const OF_TYPES: [&str; 8] = [
    "Default", "Err", "Names", "None", "Ok", "Slots", "Some", "String",
];

/// What a value of an enum cannot be called: the variant that keeps other values, and
/// the one keyword in this case.
const OF_VALUES: [&str; 2] = ["Unknown", "Self"];

/// The names that are taken before the document gives any.
#[derive(Clone, Copy)]
pub(crate) enum Reserved {
    Operations,
    Parameters,
    Types,
    Values,
}

impl Reserved {
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        match self {
            Reserved::Operations => OF_CLIENTS.as_slice(),
            Reserved::Parameters => OF_REQUESTS.as_slice(),
            Reserved::Types => OF_TYPES.as_slice(),
            Reserved::Values => OF_VALUES.as_slice(),
        }
        .iter()
        .copied()
    }
}

/// A letter of another alphabet in letters of this one, with words apart; what is no
/// letter becomes a space.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            plain.push(c);
        } else if c.is_ascii() {
            plain.push(' ');
        } else {
            match deunicode_char(c) {
                Some(letters) if c.is_alphanumeric() => {
                    plain.extend(letters.chars().map(|letter| {
                        if letter.is_ascii_alphanumeric() {
                            letter
                        } else {
                            ' '
                        }
                    }));
                }
                _ => plain.push(' '),
            }
        }
    }
    plain
}

/// A method's name that needs no further change; empty if the text has no letters.
pub(crate) fn method(text: &str) -> String {
    let name = plain(text).to_snake_case();
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        _ if syn::parse_str::<syn::Ident>(&name).is_err() && !name.is_empty() => {
            format!("{name}_operation")
        }
        _ => name,
    }
}

/// A Rust type name, in the one form that the generator leaves alone.
pub(crate) fn type_name(text: &str) -> String {
    // `A B` is `AB`, which to the generator is `Ab`.
    let mut name = plain(text).to_upper_camel_case();
    loop {
        let again = name.to_upper_camel_case();
        if again == name {
            break;
        }
        name = again;
    }
    match name.chars().next() {
        None => "Unnamed".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("N{name}"),
        // The only keyword in this case.
        Some(_) if name == "Self" => "SelfType".to_owned(),
        Some(_) => name,
    }
}

/// The name that is wanted, or the first one that is free with a number behind it.
pub(crate) fn free(wanted: &str, separator: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = wanted.to_owned();
    let mut number = 2;
    while taken(&name) {
        name = format!("{wanted}{separator}{number}");
        number += 1;
    }
    name
}

/// The name of one of several: `errorLines` are many an `errorLine`.
pub(crate) fn singular(name: &str) -> String {
    let endings = [
        ("ies", "y"),
        ("sses", "ss"),
        ("uses", "us"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
    ];
    for (many, one) in endings {
        if let Some(stem) = name.strip_suffix(many) {
            return format!("{stem}{one}");
        }
    }
    match name.strip_suffix('s') {
        Some(stem) if !stem.is_empty() && !stem.ends_with('s') => stem.to_owned(),
        _ => name.to_owned(),
    }
}

//! `lucca api`: any operation of the documents, by its name.
//!
//! What there is to call comes from the tables that are generated with the
//! clients, so an operation that a new document adds can be called without an
//! edit here.

use std::fmt::Write as _;
use std::io::Read as _;

use lucca_sdk::Client;
use lucca_sdk::generated::{self, Arity, Kind, Location, Operation, Parameter};
use lucca_sdk::http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::context::Context;
use crate::failure::Failure;
use crate::output;

/// `lucca api`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The operation's id; without it, the operations are listed
    #[arg(value_name = "OPERATION")]
    operation: Option<String>,

    /// A parameter of the operation; may be given several times
    #[arg(value_name = "NAME=VALUE", requires = "operation", value_parser = parameter)]
    parameters: Vec<(String, String)>,

    /// A file with the JSON body that the operation takes; `-` for standard input
    #[arg(long, value_name = "FILE", requires = "operation")]
    body: Option<String>,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected is NAME=VALUE, for example limit=100".to_owned()),
    }
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let Some(operation) = args.operation else {
        return output::print(&list());
    };
    let call = Call::prepare(&operation, &args.parameters, args.body.as_deref())?;
    let connection = context.connect().await?;
    output::print(&call.run(&connection.client).await?)
}

/// The largest body that is read from a file: what Lucca accepts.
const LARGEST_BODY_BYTES: u64 = 100 * 1024 * 1024;

fn operations() -> impl Iterator<Item = &'static Operation> {
    [generated::office::OPERATIONS, generated::users::OPERATIONS]
        .into_iter()
        .flatten()
}

/// All operations, with what each does and takes.
fn list() -> String {
    let mut text = String::new();
    for operation in operations() {
        let _ = writeln!(
            text,
            "{}\n  {}\n  {} {}",
            operation.name, operation.summary, operation.method, operation.path
        );
        for parameter in usage(operation).lines() {
            let _ = writeln!(text, "    {parameter}");
        }
        text.push('\n');
    }
    text + "Call one with its parameters: lucca api get_office_api_user_locations limit=100\n"
}

/// The parameters in the way of a synopsis: `id=INTEGER [fields=TEXT]`.
fn usage(operation: &Operation) -> String {
    let mut usage = String::new();
    for parameter in operation.parameters {
        let _ = match parameter.required {
            true => writeln!(usage, "{}={}", parameter.name, placeholder(parameter)),
            false => writeln!(usage, "[{}={}]", parameter.name, placeholder(parameter)),
        };
    }
    if let Some(media_type) = operation.body {
        let _ = match is_json(media_type) {
            true => writeln!(usage, "--body FILE ({media_type})"),
            false => writeln!(usage, "a {media_type} body, by the SDK only"),
        };
    }
    usage.trim_end().to_owned()
}

/// Whether `--body` can make it; the other bodies are files for imports.
fn is_json(media_type: &str) -> bool {
    media_type.contains("json")
}

fn placeholder(parameter: &Parameter) -> String {
    let one = match parameter.kind {
        _ if !parameter.values.is_empty() => parameter.values.join("|"),
        Kind::Integer => "INTEGER".to_owned(),
        Kind::Number => "NUMBER".to_owned(),
        Kind::Boolean => "true|false".to_owned(),
        _ => "TEXT".to_owned(),
    };
    match parameter.arity {
        Arity::Single => one,
        _ => format!("{one},…"),
    }
}

/// An operation with its parameters in place.
#[derive(Debug)]
pub(crate) struct Call {
    operation: &'static Operation,
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Call {
    /// Checks that there is such an operation, and that it takes what it is given.
    pub(crate) fn prepare(
        name: &str,
        given: &[(String, String)],
        body: Option<&str>,
    ) -> Result<Self, Failure> {
        let operation = operations()
            .find(|operation| operation.name == name || operation.id == name)
            .ok_or_else(|| {
                Failure::usage(format!(
                    "there is no operation `{name}`; `lucca api` lists them"
                ))
            })?;
        let method = Method::from_bytes(operation.method.as_bytes()).map_err(Failure::usage)?;
        let mut call = Self {
            operation,
            method,
            path: operation.path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: read_body(operation, body)?,
        };
        for (name, value) in given {
            let parameter = operation
                .parameters
                .iter()
                .find(|parameter| parameter.name == name)
                .ok_or_else(|| call.refused(&format!("it has no parameter `{name}`")))?;
            if parameter.arity == Arity::Single
                && given.iter().filter(|(other, _)| other == name).count() > 1
            {
                return Err(call.refused(&format!("`{name}` is given more than once")));
            }
            call.place(parameter, value)?;
        }
        for parameter in operation.parameters.iter().filter(|p| p.required) {
            if !given.iter().any(|(name, _)| name == parameter.name) {
                return Err(call.refused(&format!("`{}` is missing", parameter.name)));
            }
        }
        Ok(call)
    }

    fn place(&mut self, parameter: &'static Parameter, value: &str) -> Result<(), Failure> {
        let items = match parameter.arity {
            Arity::Single => vec![value],
            _ => value.split(',').collect(),
        };
        for item in &items {
            let fits = match parameter.kind {
                Kind::Integer => item.parse::<i64>().is_ok(),
                Kind::Number => item.parse::<f64>().is_ok_and(f64::is_finite),
                Kind::Boolean => matches!(*item, "true" | "false"),
                _ => true,
            };
            if !fits {
                return Err(self.refused(&format!(
                    "`{}` cannot be `{item}`, expected is {}",
                    parameter.name,
                    placeholder(parameter)
                )));
            }
        }
        match parameter.location {
            Location::Path => {
                if matches!(value, "" | "." | "..") {
                    return Err(self.refused(&format!(
                        "`{}` stands in the path and cannot be `{value}`",
                        parameter.name
                    )));
                }
                let encoded = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
                self.path = self
                    .path
                    .replace(&format!("{{{}}}", parameter.name), &encoded);
            }
            Location::Header => self.headers.push((parameter.name, value.to_owned())),
            _ if parameter.arity == Arity::Repeated => self.query.extend(
                items
                    .iter()
                    .map(|item| (parameter.name, (*item).to_owned())),
            ),
            _ => self.query.push((parameter.name, value.to_owned())),
        }
        Ok(())
    }

    fn refused(&self, why: &str) -> Failure {
        Failure::usage(format!(
            "{}: {why}; it takes {}",
            self.operation.name,
            match usage(self.operation) {
                nothing if nothing.is_empty() => "nothing".to_owned(),
                usage => usage,
            }
        ))
    }

    /// Calls it, and hands back the answer as indented JSON.
    pub(crate) async fn run(self, client: &Client) -> Result<String, Failure> {
        let mut request = client
            .request(self.method, &self.path)
            .operation(self.operation.id);
        for (name, value) in self.query {
            request = request.query(name, value);
        }
        for (name, value) in self.headers {
            request = request.header(name, &value);
        }
        if let Some(body) = &self.body {
            request = request.json(body);
        }
        let answer = request.send().await.map_err(Failure::from)?;
        if answer.body().is_empty() {
            return Ok(String::new());
        }
        let answer: Value = answer.json().map_err(Failure::from)?;
        Ok(format!("{}\n", output::escaped(format!("{answer:#}"))))
    }
}

/// The body that an operation takes, from a file or, for `-`, from standard input.
fn read_body(operation: &Operation, file: Option<&str>) -> Result<Option<Value>, Failure> {
    let name = operation.name;
    let (media_type, file) = match (operation.body, file) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err(Failure::usage(format!("{name} takes no --body"))),
        (Some(media_type), _) if !is_json(media_type) => {
            return Err(Failure::usage(format!(
                "{name} sends {media_type}, which `lucca api` does not: an import cannot be \
                 undone, and the SDK's `office().imports()` checks it first"
            )));
        }
        (Some(media_type), None) => {
            return Err(Failure::usage(format!(
                "{name} needs --body FILE, or --body - for standard input ({media_type})"
            )));
        }
        (Some(media_type), Some(file)) => (media_type, file),
    };
    let mut text = String::new();
    let read = match file {
        "-" => std::io::stdin()
            .lock()
            .take(LARGEST_BODY_BYTES + 1)
            .read_to_string(&mut text),
        path => std::fs::File::open(path)
            .and_then(|file| file.take(LARGEST_BODY_BYTES + 1).read_to_string(&mut text)),
    };
    read.map_err(|error| Failure::usage(format!("cannot read --body {file}: {error}")))?;
    if text.len() as u64 > LARGEST_BODY_BYTES {
        return Err(Failure::usage(format!(
            "--body {file} is larger than {LARGEST_BODY_BYTES} bytes, which Lucca refuses"
        )));
    }
    serde_json::from_str(&text)
        .map(Some)
        .map_err(|error| Failure::usage(format!("--body {file} is no {media_type}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn every_operation_is_listed() {
        let list = list();
        assert!(operations().count() >= 9);
        for operation in operations() {
            assert!(list.contains(operation.name), "{}", operation.name);
        }
    }

    #[test]
    fn parameters_go_where_the_document_puts_them() {
        let call = Call::prepare(
            "get-user",
            &given(&[("id", "416"), ("fields", "id,mail")]),
            None,
        )
        .unwrap();
        assert_eq!(call.path, "/api/v3/users/416");
        assert_eq!(call.query, [("fields", "id,mail".to_owned())]);
    }

    #[test]
    fn what_an_operation_does_not_take_is_refused_before_sending() {
        type Case = (
            &'static str,
            &'static [(&'static str, &'static str)],
            &'static str,
        );
        let cases: [Case; 7] = [
            ("get_everything", &[], "no operation"),
            ("get_user", &[], "`id` is missing"),
            ("get_user", &[("id", "x")], "expected is INTEGER"),
            ("get_user", &[("id", "")], "expected is INTEGER"),
            ("get_user", &[("id", "1"), ("id", "2")], "more than once"),
            (
                "get_user",
                &[("id", "1"), ("page", "2")],
                "no parameter `page`",
            ),
            ("list_users", &[("formerEmployees", "oui")], "true|false"),
        ];
        for (name, parameters, expected) in cases {
            let failure = Call::prepare(name, &given(parameters), None).unwrap_err();
            assert!(failure.message().contains(expected), "{failure:?}");
            assert_eq!(failure.code(), crate::failure::Code::Usage, "{failure:?}");
        }
    }

    #[test]
    fn an_import_is_not_made_in_passing() {
        let upload = operations()
            .find(|operation| operation.method == "POST")
            .unwrap();
        let failure = Call::prepare(upload.name, &[], Some("-")).unwrap_err();
        assert!(
            failure.message().contains("cannot be undone"),
            "{failure:?}"
        );
    }
}

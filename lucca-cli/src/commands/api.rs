//! `lucca api`: any operation of the documents by its name, and any path of the account.
//!
//! What there is to call comes from the tables that are generated with the clients, so that
//! an operation that a new document adds can be called without an edit here.

use std::fmt::Write as _;
use std::io::Read as _;

use lucca_sdk::generated::{self, Arity, Kind, Location, Operation, Parameter};
use lucca_sdk::http::{Method, header};
use lucca_sdk::transport::RawResponse;
use lucca_sdk::{Client, Environment};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use crate::ask;
use crate::connect;
use crate::context::Context;
use crate::failure::{Code, Failure};
use crate::global::Format;
use crate::output::{self, Cell};
use crate::text::harmless;

const COLUMNS: [&str; 7] = [
    "name",
    "id",
    "method",
    "path",
    "summary",
    "parameters",
    "body",
];

/// Call any operation of Lucca's documents by its name, or any path
///
/// lucca api                                        lists the operations
/// lucca api get_user id=416 fields=id,mail         calls one by its name or id
/// lucca api GET /api/v3/departments fields=id      any path, with a query
///
/// Prints what Lucca answers: JSON indented, or with --output jsonl on one line.
/// What is no GET asks before it is sent, or takes --yes. It is sent once; if it
/// may have arrived and nobody knows, the exit code is 6.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The operation's name or id, or a method that a path follows
    #[arg(value_name = "OPERATION|METHOD PATH")]
    operation: Option<String>,

    /// A parameter of the operation, or of a path's query; may be given several times
    #[arg(value_name = "NAME=VALUE")]
    parameters: Vec<String>,

    /// A parameter of the query that Lucca's documents do not have; may be given several times
    #[arg(long = "query", value_name = "NAME=VALUE", requires = "operation", value_parser = parameter)]
    more: Vec<(String, String)>,

    /// A file with the body that the operation takes; `-` for standard input
    #[arg(long, value_name = "FILE", requires = "operation")]
    body: Option<String>,

    /// Print the status and the headers, too
    #[arg(short, long, requires = "operation")]
    include: bool,

    /// Send what may change data without asking
    #[arg(short, long, requires = "operation")]
    yes: bool,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(format!(
            "`{text}`: expected is NAME=VALUE, for example limit=100"
        )),
    }
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let Some(operation) = &args.operation else {
        return list(context);
    };
    if context.format() == Format::Csv {
        return Err(Failure::usage(
            "an answer is printed as it is, not as CSV: --output table, json or jsonl",
        ));
    }
    let mut call = Call::new(operation, &args.parameters, args.body.as_deref())?;
    call.query.extend(args.more);
    let connection = connect::open(context).await?;
    if call.may_change_data() {
        ask::confirm(&call.question(&connection.client), args.yes)?;
    }
    let answer = call.send(&connection.client).await?;
    print(context, &answer, args.include)
}

/// The largest body that is read from a file: what Lucca accepts.
const LARGEST_BODY_BYTES: u64 = 100 * 1024 * 1024;

fn operations() -> impl Iterator<Item = &'static Operation> {
    [generated::office::OPERATIONS, generated::users::OPERATIONS]
        .into_iter()
        .flatten()
}

/// All operations, with what each does and takes. For people each name is on a line of its
/// own, so that it can be copied however narrow the terminal is.
fn list(context: &Context) -> Result<(), Failure> {
    if context.format() == Format::Table {
        return output::print(&listing());
    }
    let mut rows = context.rows(COLUMNS);
    for operation in operations() {
        let usage = usage(operation);
        let parameters: Vec<&str> = usage.lines().collect();
        rows.push(&[
            operation.name.into(),
            operation.id.into(),
            operation.method.into(),
            operation.path.into(),
            operation.summary.into(),
            Cell::Structure(json!(parameters), parameters.join(" ")),
            operation.body.into(),
        ])?;
    }
    rows.finish()
}

fn listing() -> String {
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

/// The parameters in the way of a synopsis, one a line: `id=INTEGER`, `[fields=TEXT]`.
fn usage(operation: &Operation) -> String {
    let mut usage = String::new();
    for parameter in operation.parameters {
        let _ = match parameter.required {
            true => writeln!(usage, "{}={}", parameter.name, placeholder(parameter)),
            false => writeln!(usage, "[{}={}]", parameter.name, placeholder(parameter)),
        };
    }
    if let Some(media_type) = operation.body {
        let _ = writeln!(usage, "--body FILE ({media_type})");
    }
    usage.trim_end().to_owned()
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

/// A request that is ready to be sent.
#[derive(Debug)]
struct Call {
    name: String,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(&'static str, String)>,
    body: Option<Body>,
}

struct Body {
    content_type: String,
    bytes: Vec<u8>,
}

// It may hold people's data.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({} bytes)", self.bytes.len())
    }
}

impl Call {
    fn new(operation: &str, parameters: &[String], body: Option<&str>) -> Result<Self, Failure> {
        let pairs = |parameters: &[String]| -> Result<Vec<(String, String)>, Failure> {
            let pairs = parameters.iter().map(|text| parameter(text));
            pairs.collect::<Result<_, _>>().map_err(Failure::usage)
        };
        match method(operation) {
            Some(method) => {
                let [path, rest @ ..] = parameters else {
                    return Err(Failure::usage(format!(
                        "{method} needs a path of the account, such as /api/v3/departments"
                    )));
                };
                Self::to_path(method, path, pairs(rest)?, body)
            }
            None => Self::to_operation(find(operation)?, &pairs(parameters)?, body),
        }
    }

    /// A request to any path. One that the documents have is checked no less than by its name
    /// when it comes to the body.
    fn to_path(
        method: Method,
        path: &str,
        query: Vec<(String, String)>,
        body: Option<&str>,
    ) -> Result<Self, Failure> {
        let bare = path.split('?').next().unwrap_or_default();
        let documented = operations()
            .find(|operation| operation.method == method.as_str() && operation.path == bare);
        let body = match body {
            None => None,
            Some(file) => Some(Body::read(
                file,
                documented.and_then(|operation| operation.body),
            )?),
        };
        Ok(Self {
            name: documented.map_or_else(|| format!("{method} {bare}"), |it| it.id.to_owned()),
            method,
            path: path.to_owned(),
            query,
            headers: Vec::new(),
            body,
        })
    }

    /// Checks that the operation takes what it is given.
    fn to_operation(
        operation: &'static Operation,
        given: &[(String, String)],
        body: Option<&str>,
    ) -> Result<Self, Failure> {
        let name = operation.name;
        let body = match (operation.body, body) {
            (None, None) => None,
            (None, Some(_)) => return Err(Failure::usage(format!("{name} takes no --body"))),
            (Some(media_type), None) => {
                return Err(Failure::usage(format!(
                    "{name} needs --body FILE, or --body - for standard input ({media_type})"
                )));
            }
            (Some(media_type), Some(file)) => Some(Body::read(file, Some(media_type))?),
        };
        let mut call = Self {
            name: operation.id.to_owned(),
            method: Method::from_bytes(operation.method.as_bytes()).map_err(Failure::usage)?,
            path: operation.path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body,
        };
        for (name, value) in given {
            let parameter = operation
                .parameters
                .iter()
                .find(|parameter| parameter.name == name)
                .ok_or_else(|| {
                    refused(operation, &format!("it has no parameter `{name}`")).hint(format!(
                        "--query {name}=… sends one that Lucca's documents do not have"
                    ))
                })?;
            if parameter.arity == Arity::Single
                && given.iter().filter(|(other, _)| other == name).count() > 1
            {
                let why = format!("`{name}` is given more than once");
                return Err(refused(operation, &why));
            }
            call.place(operation, parameter, value)?;
        }
        for parameter in operation.parameters.iter().filter(|p| p.required) {
            if !given.iter().any(|(name, _)| name == parameter.name) {
                let why = format!("`{}` is missing", parameter.name);
                return Err(refused(operation, &why));
            }
        }
        Ok(call)
    }

    fn place(
        &mut self,
        operation: &Operation,
        parameter: &'static Parameter,
        value: &str,
    ) -> Result<(), Failure> {
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
                let why = format!(
                    "`{}` cannot be `{item}`, expected is {}",
                    parameter.name,
                    placeholder(parameter)
                );
                return Err(refused(operation, &why));
            }
        }
        match parameter.location {
            Location::Path => {
                if matches!(value, "" | "." | "..") {
                    let why = format!(
                        "`{}` stands in the path and cannot be `{value}`",
                        parameter.name
                    );
                    return Err(refused(operation, &why));
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
                    .map(|item| (parameter.name.to_owned(), (*item).to_owned())),
            ),
            _ => self
                .query
                .push((parameter.name.to_owned(), value.to_owned())),
        }
        Ok(())
    }

    fn may_change_data(&self) -> bool {
        ![Method::GET, Method::HEAD].contains(&self.method)
    }

    fn question(&self, client: &Client) -> String {
        let account = client.account();
        let which = match account.environment() {
            Environment::Production => ", a PRODUCTION account",
            _ => "",
        };
        format!(
            "{} {} may change data of {}{which}, and nothing undoes it",
            self.method,
            self.path,
            account.host()
        )
    }

    async fn send(self, client: &Client) -> Result<RawResponse, Failure> {
        let may_change_data = self.may_change_data();
        let mut request = client.request(self.method, &self.path).operation(self.name);
        for (name, value) in self.query {
            request = request.query(&name, value);
        }
        for (name, value) in self.headers {
            request = request.header(name, &value);
        }
        if let Some(body) = self.body {
            request = request
                .header(header::CONTENT_TYPE.as_str(), &body.content_type)
                .body(body.bytes);
        }
        request.send().await.map_err(|error| {
            // A refusal of the server's has done nothing; all else may have.
            let refused = error
                .status()
                .is_some_and(|status| status.is_client_error());
            match may_change_data && !refused && error.may_have_been_sent() {
                true => Failure::from(error)
                    .coded(Code::InDoubt)
                    .hint("it may have been done: look before sending it again"),
                false => error.into(),
            }
        })
    }
}

/// `GET` and the like, in any case; no operation has such a name.
fn method(text: &str) -> Option<Method> {
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ];
    methods
        .into_iter()
        .find(|method| method.as_str().eq_ignore_ascii_case(text))
}

fn find(name: &str) -> Result<&'static Operation, Failure> {
    let found = operations().find(|operation| operation.name == name || operation.id == name);
    found.ok_or_else(|| {
        let likeness = |operation: &&Operation| strsim::jaro_winkler(operation.name, name);
        let near = operations()
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
            .filter(|operation| likeness(operation) > 0.8);
        let near = near.map_or_else(String::new, |near| format!("did you mean {}? ", near.name));
        Failure::usage(format!("there is no operation `{name}`"))
            .hint(format!("{near}`lucca api` lists them"))
    })
}

fn refused(operation: &Operation, why: &str) -> Failure {
    let usage = match usage(operation) {
        nothing if nothing.is_empty() => "nothing".to_owned(),
        usage => usage,
    };
    Failure::usage(format!("{}: {why}; it takes {usage}", operation.name))
}

impl Body {
    /// A file, or standard input for `-`, as the media type that the documents say, or JSON.
    fn read(file: &str, media_type: Option<&str>) -> Result<Self, Failure> {
        let mut bytes = Vec::new();
        let read = match file {
            "-" => std::io::stdin()
                .lock()
                .take(LARGEST_BODY_BYTES + 1)
                .read_to_end(&mut bytes),
            path => std::fs::File::open(path)
                .and_then(|file| file.take(LARGEST_BODY_BYTES + 1).read_to_end(&mut bytes)),
        };
        read.map_err(|error| Failure::usage(format!("cannot read --body {file}: {error}")))?;
        if bytes.len() as u64 > LARGEST_BODY_BYTES {
            return Err(Failure::usage(format!(
                "--body {file} is larger than {LARGEST_BODY_BYTES} bytes, which Lucca refuses"
            )));
        }
        match media_type {
            Some(media_type) if media_type.starts_with("multipart/") => Ok(Self::part(&bytes)),
            _ => {
                serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).map_err(|error| {
                    Failure::usage(format!("--body {file} is no JSON: {error}"))
                })?;
                Ok(Self {
                    content_type: media_type.unwrap_or("application/json").to_owned(),
                    bytes,
                })
            }
        }
    }

    /// The file as the one part that Lucca's reference shows: its name, and the odd type.
    fn part(file: &[u8]) -> Self {
        let mut number = 0_u64;
        let boundary = loop {
            let boundary = format!("lucca-{number:016}");
            let found = file
                .windows(boundary.len())
                .any(|window| window == boundary.as_bytes());
            if !found {
                break boundary;
            }
            number += 1;
        };
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"office-import.csv\"; \
             filename=\"office-import.csv\"\r\nContent-Type: multipart/form-data\r\n\r\n"
        );
        let end = format!("\r\n--{boundary}--\r\n");
        Self {
            content_type: format!("multipart/form-data; boundary={boundary}"),
            bytes: [head.as_bytes(), file, end.as_bytes()].concat(),
        }
    }
}

/// Prints an answer: JSON with its properties in the server's order, other text as it is.
fn print(context: &Context, answer: &RawResponse, include: bool) -> Result<(), Failure> {
    let mut text = String::new();
    if include {
        let _ = writeln!(text, "{}", answer.status());
        for (name, value) in answer.headers() {
            let value = match name {
                // Who has it acts in the session.
                &header::SET_COOKIE => "REDACTED".into(),
                _ => String::from_utf8_lossy(value.as_bytes()),
            };
            let _ = writeln!(text, "{name}: {}", harmless(&value));
        }
        text.push('\n');
    }
    let body = answer.body();
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match formatted(body, context.format() != Format::Jsonl) {
        Some(json) => {
            text.push_str(&output::escaped(json));
            text.push('\n');
        }
        None => {
            let body = String::from_utf8_lossy(body);
            for line in body.split_inclusive('\n') {
                let end = if line.ends_with('\n') { "\n" } else { "" };
                let line = line.trim_end_matches(['\r', '\n']);
                let _ = write!(text, "{}{end}", harmless(line));
            }
        }
    }
    output::print(&text)
}

/// The JSON laid out anew; `None` if it is none.
fn formatted(body: &[u8], indented: bool) -> Option<String> {
    let mut json = Vec::with_capacity(body.len());
    let mut input = serde_json::Deserializer::from_slice(body);
    let transcoded = match indented {
        true => {
            let mut output = serde_json::Serializer::pretty(&mut json);
            serde_transcode::transcode(&mut input, &mut output)
        }
        false => {
            let mut output = serde_json::Serializer::new(&mut json);
            serde_transcode::transcode(&mut input, &mut output)
        }
    };
    transcoded.and_then(|()| input.end()).ok()?;
    String::from_utf8(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(operation: &str, parameters: &[&str], body: Option<&str>) -> Result<Call, Failure> {
        let parameters: Vec<String> = parameters.iter().map(|text| (*text).to_owned()).collect();
        Call::new(operation, &parameters, body)
    }

    #[test]
    fn every_operation_is_listed_with_its_name_on_a_line_of_its_own() {
        let list = listing();
        assert!(operations().count() >= 9);
        for operation in operations() {
            assert!(
                list.lines().any(|line| line == operation.name),
                "{}",
                operation.name
            );
        }
    }

    #[test]
    fn parameters_go_where_the_document_puts_them() {
        let call = call("get-user", &["id=416", "fields=id,mail"], None).unwrap();
        assert_eq!(call.path, "/api/v3/users/416");
        assert_eq!(call.query, [("fields".to_owned(), "id,mail".to_owned())]);
    }

    #[test]
    fn any_path_takes_any_query() {
        let call = call("get", &["/api/v3/departments", "fields=id", "x=a=b"], None).unwrap();
        assert_eq!(
            (call.method.as_str(), call.path.as_str()),
            ("GET", "/api/v3/departments")
        );
        assert_eq!(call.query.len(), 2);
        assert_eq!(call.query[1], ("x".to_owned(), "a=b".to_owned()));
        assert!(!call.may_change_data());
    }

    #[test]
    fn what_an_operation_does_not_take_is_refused_before_sending() {
        type Case = (&'static str, &'static [&'static str], &'static str);
        let cases: [Case; 10] = [
            ("get_everything", &[], "no operation"),
            ("list_user", &[], "did you mean list_users"),
            ("get_user", &[], "`id` is missing"),
            ("get_user", &["id"], "expected is NAME=VALUE"),
            ("get_user", &["id=x"], "expected is INTEGER"),
            ("get_user", &["id="], "expected is INTEGER"),
            ("get_user", &["id=1", "id=2"], "more than once"),
            ("get_user", &["id=1", "page=2"], "no parameter `page`"),
            ("list_users", &["formerEmployees=oui"], "true|false"),
            ("GET", &[], "needs a path"),
        ];
        for (name, parameters, expected) in cases {
            let failure = call(name, parameters, None).unwrap_err();
            assert!(failure.words().contains(expected), "{failure:?}");
            assert_eq!(failure.code(), Code::Usage, "{failure:?}");
        }
    }

    #[test]
    fn an_import_asks_however_it_is_named() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        std::io::Write::write_all(&mut file, b"login;date\nlucca-0000000000000000;\n").unwrap();
        let file = file.path().to_str();
        let upload = operations()
            .find(|operation| operation.method == "POST")
            .unwrap();
        let required = upload
            .parameters
            .iter()
            .filter(|parameter| parameter.required);
        let given: Vec<String> = required
            .map(|parameter| format!("{}=true", parameter.name))
            .collect();
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        for call in [
            call(upload.id, &given, file).unwrap(),
            call("POST", &[upload.path], file).unwrap(),
        ] {
            assert!(call.may_change_data());
            let body = call.body.unwrap();
            assert_eq!(
                body.content_type,
                "multipart/form-data; boundary=lucca-0000000000000001"
            );
        }
    }

    #[test]
    fn json_keeps_its_order_and_what_is_none_is_told() {
        let json = formatted(b"{\"b\":1,\"a\":[18446744073709551615]}", false);
        assert_eq!(
            json.as_deref(),
            Some("{\"b\":1,\"a\":[18446744073709551615]}")
        );
        for none in ["", "{", "{} {}", "text"] {
            assert_eq!(formatted(none.as_bytes(), true), None, "{none}");
        }
    }
}

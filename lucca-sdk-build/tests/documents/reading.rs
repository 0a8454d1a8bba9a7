//! Random answers are read whole and without a deviation, and random bodies are written as
//! they were read: nothing more, and nothing less.

use std::{fmt::Display, sync::Arc, time::Duration};

use lucca_sdk::decode::Decode;
use lucca_sdk::generated::runtime::{
    reqwest::{Method, Request},
    serde::Serialize,
    serde_json,
};
use lucca_sdk::transport::SlidingWindow;
use lucca_sdk::{ApiKey, Client};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// A server that answers each request with the body it came with.
async fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (connection, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut connection = BufReader::new(connection);
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    if connection.read_line(&mut line).await.unwrap_or(0) == 0 {
                        return;
                    }
                    if let Some((name, value)) = line.split_once(':')
                        && name.eq_ignore_ascii_case("content-length")
                    {
                        length = value.trim().parse().unwrap();
                    }
                    if line == "\r\n" {
                        let mut body = vec![0; length];
                        connection.read_exact(&mut body).await.unwrap();
                        let mut answer = format!(
                            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
                        )
                        .into_bytes();
                        answer.extend(body);
                        connection.write_all(&answer).await.unwrap();
                        length = 0;
                    }
                }
            });
        }
    });
    url
}

/// The values of one document, by operation.
pub(crate) struct Run {
    client: Client,
    url: String,
    values: Value,
    counted: usize,
    wrong: Vec<String>,
}

impl Run {
    pub(crate) async fn of(document: &str) -> Self {
        let path = format!("{}/values/{document}.json", env!("CARGO_MANIFEST_DIR"));
        let url = echo().await;
        let client = Client::builder(url.parse().unwrap(), ApiKey::new("a-key").unwrap())
            .rate_limit(Arc::new(SlidingWindow::new(1_000_000, Duration::from_secs(1)).unwrap()))
            .build()
            .unwrap();
        Self {
            client,
            url,
            values: serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap(),
            counted: 0,
            wrong: Vec::new(),
        }
    }

    /// Answers are read without a deviation, and all that they hold is in what was read.
    pub(crate) async fn answers<T: Decode + Serialize + Send + 'static>(&mut self, id: &'static str) {
        for value in self.values[id]["answers"].as_array().cloned().unwrap_or_default() {
            if let Some(read) = self.read::<T>(id, &value).await {
                let lost = missing(&value, &read, "");
                self.note(id, "the answer", &value, lost);
            }
        }
    }

    /// Bodies are written as they were read.
    pub(crate) async fn bodies<T: Decode + Serialize + Send + 'static>(&mut self, id: &'static str) {
        for value in self.values[id]["bodies"].as_array().cloned().unwrap_or_default() {
            if let Some(read) = self.read::<T>(id, &value).await {
                let lost = missing(&value, &read, "").or_else(|| missing(&read, &value, ""));
                self.note(id, "the body", &value, lost);
            }
        }
    }

    async fn read<T: Decode + Serialize + Send + 'static>(
        &mut self,
        id: &'static str,
        value: &Value,
    ) -> Option<Value> {
        self.counted += 1;
        let mut request = Request::new(Method::POST, self.url.parse().unwrap());
        *request.body_mut() = Some(value.to_string().into());
        match self.client.transport().send::<T>(request, id).await {
            Ok(read) => Some(serde_json::to_value(read).unwrap()),
            Err(error) => {
                self.note(id, "the answer", value, Some(error));
                None
            }
        }
    }

    fn note(&mut self, id: &str, what: &str, value: &Value, fault: Option<impl Display>) {
        if let Some(fault) = fault {
            self.wrong.push(format!("{id}: {what} {value}\n    {fault}"));
        }
    }

    pub(crate) fn done(mut self) {
        for (deviation, count) in self.client.deviations() {
            // A page without its list is told, whatever its document allows.
            if (&*deviation.expected, &*deviation.found) == ("a list", "nothing")
                && deviation.path.ends_with("items")
            {
                continue;
            }
            // No valid value is a text where only a number belongs.
            if deviation.expected.contains("number") || deviation.expected.contains("integer") {
                if deviation.found == "a text" {
                    continue;
                }
            }
            self.wrong.push(format!("{count} times {deviation:?}"));
        }
        let (wrong, counted) = (self.wrong.len(), self.counted);
        println!("{counted} values, {wrong} faults");
        self.wrong.truncate(20);
        assert!(wrong == 0, "{wrong} faults in {counted} values\n{}", self.wrong.join("\n"));
    }
}

/// What `whole` holds and `other` does not, if anything. Null and nothing are the same.
fn missing(whole: &Value, other: &Value, at: &str) -> Option<String> {
    match (whole, other) {
        (Value::Object(whole), Value::Object(other)) => whole
            .iter()
            .filter(|(_, value)| !value.is_null())
            .find_map(|(name, value)| {
                missing(value, other.get(name).unwrap_or(&Value::Null), &format!("{at}/{name}"))
            }),
        (Value::Array(whole), Value::Array(other)) if whole.len() == other.len() => whole
            .iter()
            .zip(other)
            .find_map(|(whole, other)| missing(whole, other, &format!("{at}/-"))),
        (Value::Number(whole), Value::Number(other)) if whole.as_f64() == other.as_f64() => None,
        // A number that can also be a text, as .NET has them, is read as a number.
        (Value::String(text), Value::Number(number)) | (Value::Number(number), Value::String(text))
            if text.parse().ok() == number.as_f64() =>
        {
            None
        }
        (whole, other) if whole == other => None,
        _ => Some(format!("at {at}: {whole} became {other}")),
    }
}

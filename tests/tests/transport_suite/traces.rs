//! What `tracing` is told: names and values.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lucca_sdk::CallOptions;
use lucca_sdk::http::Method;
use lucca_sdk::transport::ManualClock;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use super::client_for;
use super::fault_server::{Act, Answer, FaultServer};

#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Span>>>);

#[derive(Clone)]
struct Span {
    id: Id,
    name: &'static str,
    parent: Option<&'static str>,
    fields: BTreeMap<&'static str, String>,
}

struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl<S> Layer<S> for Spans
where
    S: tracing::Subscriber + for<'l> LookupSpan<'l>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let metadata = attributes.metadata();
        if metadata.target() != "lucca_sdk" {
            return;
        }
        let mut span = Span {
            id: id.clone(),
            name: metadata.name(),
            parent: context.lookup_current().map(|parent| parent.name()),
            fields: BTreeMap::new(),
        };
        attributes.record(&mut Fields(&mut span.fields));
        self.0.lock().unwrap().push(span);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut spans = self.0.lock().unwrap();
        if let Some(span) = spans.iter_mut().rev().find(|span| span.id == *id) {
            values.record(&mut Fields(&mut span.fields));
        }
    }
}

#[tokio::test]
async fn a_call_is_a_span_with_one_span_for_each_attempt() {
    let spans = Spans::default();
    let subscriber = tracing_subscriber::registry().with(spans.clone());
    let _guard = tracing::subscriber::set_default(subscriber);

    let clock = ManualClock::leaping();
    let server = FaultServer::start(&clock, |nth, _| match nth {
        1 => Act::Answer(Answer::new(503, "busy").header("retry-after", "4")),
        _ => Act::Answer(Answer::new(200, "{}")),
    })
    .await;
    let client = client_for(server.base_url(), &clock)
        .rate_limit(1, Duration::from_secs(60))
        .build()
        .unwrap();
    let get = |page| {
        client
            .request(Method::GET, "/api/v3/users")
            .operation("list-users")
            .query("page", page)
            .query("mail", "jane@example.com")
            .options(CallOptions::new().with_page(page))
            .send()
    };
    get(1).await.unwrap();
    get(2).await.unwrap();

    let spans = spans.0.lock().unwrap().clone();
    let names: Vec<_> = spans.iter().map(|span| (span.name, span.parent)).collect();
    assert_eq!(
        names,
        [
            ("lucca.call", None),
            ("lucca.attempt", Some("lucca.call")),
            ("lucca.call", None),
            ("lucca.attempt", Some("lucca.call")),
            ("lucca.attempt", Some("lucca.call")),
        ]
    );
    let url = format!("{}/api/v3/users?page=2&mail=REDACTED", server.base_url());
    let port = server.base_url().rsplit(':').next().unwrap();
    type Expected<'a> = &'a [(&'a str, Option<&'a str>)];
    let expected: [(usize, Expected<'_>); 3] = [
        (
            2,
            &[
                ("otel.kind", Some("internal")),
                ("otel.name", Some("GET list-users")),
                ("http.request.method", Some("GET")),
                ("url.full", Some(&url)),
                ("lucca.operation", Some("list-users")),
                ("lucca.page", Some("2")),
                ("lucca.attempts", Some("2")),
                // The first attempt waits for the window, so does the second, and 4 s of
                // that for the server.
                ("lucca.rate_limit.wait_ms", Some("116000")),
                ("error.type", None),
            ],
        ),
        (
            3,
            &[
                ("otel.kind", Some("client")),
                ("server.address", Some("127.0.0.1")),
                ("server.port", Some(port)),
                ("http.response.status_code", Some("503")),
                ("http.response.body.size", Some("4")),
                ("http.request.resend_count", None),
                ("error.type", Some("503")),
                ("otel.status_code", Some("ERROR")),
                ("lucca.attempt", Some("1")),
                ("lucca.rate_limit.wait_ms", Some("60000")),
            ],
        ),
        (
            4,
            &[
                ("http.response.status_code", Some("200")),
                ("http.request.resend_count", Some("1")),
                ("error.type", None),
                ("lucca.attempt", Some("2")),
                ("lucca.page", Some("2")),
                ("url.full", Some(&url)),
            ],
        ),
    ];
    for (nth, fields) in expected {
        for (name, value) in fields {
            let seen = spans[nth].fields.get(name).map(String::as_str);
            assert_eq!(seen, *value, "{name} of span {nth}");
        }
    }
}

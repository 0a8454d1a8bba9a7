//! What `tracing` is told: names and values.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lucca_sdk::transport::SlidingWindow;
use lucca_tests::{Answer, Reaction, VirtualTime, client_builder, healthy, in_time};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use super::{answers, server_with};

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

    let time = VirtualTime::new();
    let server = server_with(&time, |nth| match nth {
        1 => answers(
            Answer::status(503)
                .with_header("retry-after", "4")
                .with_body("text/plain", "busy"),
        ),
        _ => Reaction::route(healthy),
    })
    .await;
    let limit = SlidingWindow::new(1, Duration::from_secs(60)).unwrap();
    let client = client_builder(&server.base_url(), &time)
        .rate_limit(limit.clock(time.clone()))
        .build()
        .unwrap();
    // A test beside this one may have asked, just before there was a subscriber, whether
    // anybody wants these spans, and the answer is kept.
    tracing::callsite::rebuild_interest_cache();
    for _ in 0..2 {
        let page = client.users().list().mail("jane@example.com").pages();
        let mut page = std::pin::pin!(page);
        in_time(&server, &time, page.next()).await.unwrap().unwrap();
    }

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
    let query = "fields=REDACTED&orderBy=id,asc&paging=0,1000&mail=REDACTED";
    let url = format!("{}/api/v3/users?{query}", server.base_url());
    let base_url = server.base_url();
    let port = base_url.rsplit(':').next().unwrap();
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
                ("lucca.page", Some("1")),
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
                ("lucca.page", Some("1")),
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

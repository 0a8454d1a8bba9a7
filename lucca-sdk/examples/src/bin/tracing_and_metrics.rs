//! What a service wants to see of its calls: traces on standard error, and counters in
//! the text form that Prometheus reads on standard output.
//!
//! ```console
//! RUST_LOG=lucca_sdk=debug cargo run -p lucca-examples --bin tracing_and_metrics
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example prints what it found"
)]

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lucca_examples::connect;
use lucca_sdk::observer::{End, Event, Observer};
use lucca_sdk::{ApiKey, Client};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

#[derive(Debug, Default)]
struct Metrics {
    by_operation: Mutex<BTreeMap<String, Counters>>,
}

#[derive(Debug, Default)]
struct Counters {
    calls: u64,
    failures: u64,
    repeats: u64,
    waited: Duration,
}

impl Observer for Metrics {
    fn event(&self, event: &Event<'_>) {
        let mut counters = self
            .by_operation
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Retrying { operation, .. } => {
                counters.entry((*operation).to_owned()).or_default().repeats += 1;
            }
            Event::Called {
                operation,
                end,
                waited,
                ..
            } => {
                let counters = counters.entry((*operation).to_owned()).or_default();
                counters.calls += 1;
                counters.failures += u64::from(matches!(end, End::Error(_)));
                counters.waited += *waited;
            }
            _ => {}
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(std::io::stderr)
        .init();

    let metrics = Arc::new(Metrics::default());
    let lucca = connect().await?;
    let client = match &lucca.sandbox {
        Some(sandbox) => {
            Client::builder(sandbox.base_url().parse()?, ApiKey::new(sandbox.api_key())?)
        }
        None => Client::builder(
            std::env::var("LUCCA_HOST")?.parse()?,
            ApiKey::new(std::env::var("LUCCA_API_KEY")?)?,
        ),
    }
    .observer(Arc::clone(&metrics))
    .build()?;

    let users = client.users().list().await?;
    // Nobody has this id: a call that fails is counted as well.
    let nobody = client.users().get(i64::from(i32::MAX)).await;
    eprintln!(
        "{} users; {}",
        users.len(),
        nobody.err().ok_or("somebody has the largest id")?
    );

    let counters = metrics
        .by_operation
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    for (operation, counters) in counters.iter() {
        println!(
            "lucca_calls_total{{operation=\"{operation}\"}} {}",
            counters.calls
        );
        println!(
            "lucca_failures_total{{operation=\"{operation}\"}} {}",
            counters.failures
        );
        println!(
            "lucca_repeats_total{{operation=\"{operation}\"}} {}",
            counters.repeats
        );
        println!(
            "lucca_waited_seconds_total{{operation=\"{operation}\"}} {:.3}",
            counters.waited.as_secs_f64()
        );
    }
    Ok(())
}

//! `lucca sandbox`: a Lucca account on this machine, until Ctrl-C.

use std::net::{Ipv4Addr, SocketAddr};

use lucca_sandbox::{Bundle, Sandbox};

use crate::context::Context;
use crate::failure::Failure;
use crate::global::Format;
use crate::limit::{Limit, WINDOW};
use crate::output;
use crate::signal::asked_to_stop;
use crate::text::count;

/// Run a made-up account on this machine until Ctrl-C
///
/// Serves a made-up company over Lucca's APIs until Ctrl-C, and prints the lines that point
/// `lucca` and programs on the SDK to it. --people, --seed, --today and --rate-limit say what
/// it is like; its limit is Lucca's if none is said. `lucca-sandbox` can do more.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,

    /// What it does where Lucca's documents are silent: strict, lenient, odd or random:SEED
    #[arg(long, value_name = "BUNDLE", default_value = "strict")]
    like: Bundle,
}

pub(crate) async fn run(context: &Context, args: Args) -> Result<(), Failure> {
    let global = &context.global;
    let mut builder = Sandbox::builder()
        .listen(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)))
        .people(global.people)
        .seed(global.seed)
        .like(args.like);
    if let Some(today) = global.today {
        builder = builder.today(today);
    }
    builder = match &global.rate_limit {
        None => builder,
        Some(Limit::None) => builder.rate_limit(None),
        Some(Limit::Shared(_)) => {
            return Err(Failure::usage(
                "a sandbox's own limit is a number or `none`; the clients are who share one",
            ));
        }
        Some(Limit::Requests(requests)) => {
            builder.rate_limit(lucca_sandbox::RateLimit::new(*requests, WINDOW))
        }
    };
    let sandbox = builder
        .start()
        .await
        .map_err(|error| match error.is_bad_input() {
            true => Failure::usage(error),
            false => Failure::new(error).hint("--port 0 takes any free port"),
        })?;
    let (url, key) = (sandbox.base_url().to_owned(), sandbox.api_key().to_owned());
    match context.format() {
        Format::Table => output::print(&format!(
            "export LUCCA_URL={url}\nexport LUCCA_API_KEY={key}\n"
        ))?,
        _ => {
            let mut rows = context.record(["url", "apiKey"]);
            rows.push(&[url.as_str().into(), key.as_str().into()])?;
            rows.finish()?;
        }
    }
    context.notes.note(format!(
        "a company of {} around {}; {url} shows it in a browser, Ctrl-C ends it",
        count(sandbox.company().users().len() as u64, "person"),
        sandbox.company().today(),
    ));
    asked_to_stop().await;
    sandbox.stop().await;
    Ok(())
}

//! A client for a document of one's own: `build.rs` generates it, and its calls are
//! signed, limited, repeated and decoded as the SDK's are.
//!
//! ```console
//! cargo run -p lucca-examples --bin own_document
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::collections::BTreeMap;
use std::error::Error;

use lucca_examples::connect;

/// Generated from `openapi/heads.yaml`.
#[allow(
    clippy::all,
    dead_code,
    unreachable_pub,
    reason = "code comes from a generator"
)]
mod heads {
    include!(concat!(env!("OUT_DIR"), "/heads.rs"));
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let lucca = connect().await?;
    let client = heads::Client::from_transport(lucca.client.transport().clone());

    let answer = client
        .count_heads()
        .fields("department.name")
        .paging("0,1000")
        .send()
        .await?;
    let mut heads: BTreeMap<String, usize> = BTreeMap::new();
    for head in answer.data.items.into_iter().flatten() {
        let department = head.department.and_then(|department| department.name);
        *heads
            .entry(department.unwrap_or("(none)".to_owned()))
            .or_default() += 1;
    }
    for (department, people) in heads {
        println!("{people:>4} {department}");
    }
    Ok(())
}

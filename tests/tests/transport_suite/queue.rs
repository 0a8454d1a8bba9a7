//! Many calls in one task, of which only some are polled.

use std::time::Duration;

use futures::future::{Either, select};
use futures::{FutureExt, StreamExt, stream};
use lucca_sdk::transport::SlidingWindow;
use lucca_tests::{FaultServer, Reaction, VirtualTime, client, client_builder, healthy};

const WINDOW: Duration = Duration::from_secs(60);

/// A story that stands still is an error rather than a test that never ends.
async fn in_time<F: Future>(server: &FaultServer, time: &VirtualTime, story: F) -> F::Output {
    let story = lucca_tests::in_time(server, time, story);
    tokio::time::timeout(Duration::from_secs(60), story)
        .await
        .expect("somebody waits for ever")
}

async fn healthy_server(time: &VirtualTime) -> FaultServer {
    FaultServer::start(time, [Reaction::route(healthy)])
        .await
        .unwrap()
}

/// `buffer_unordered` does not poll its calls while the loop's body waits for another.
#[tokio::test]
async fn a_buffered_call_that_nobody_polls_holds_up_nobody() {
    let time = VirtualTime::new();
    let server = healthy_server(&time).await;
    let client = client(&server.base_url(), &time);
    let everybody = async {
        let mut users = stream::iter(1..=70)
            .map(|id| client.users().get(id).into_future())
            .buffer_unordered(20);
        let mut managers = 0;
        while let Some(user) = users.next().await {
            let manager = user.unwrap().manager_id.unwrap();
            client.users().get(manager).await.unwrap();
            managers += 1;
        }
        managers
    };
    assert_eq!(in_time(&server, &time, everybody).await, 70);
    assert!(time.elapsed() >= 2 * WINDOW, "more than two windows full");
}

/// A branch of `select!` that takes long keeps the other from being polled.
#[tokio::test]
async fn a_call_beside_a_long_branch_goes_on() {
    let time = VirtualTime::new();
    let server = healthy_server(&time).await;
    let one = SlidingWindow::new(1, WINDOW).unwrap().clock(time.clone());
    let client = client_builder(&server.base_url(), &time)
        .rate_limit(one)
        .build()
        .unwrap();
    let story = async {
        client.users().get(1).await.unwrap();
        // Waits at the head of the queue, polled once.
        let waiting = client.users().get(2).into_future();
        let Either::Right(((), waiting)) = select(waiting, tokio::task::yield_now().boxed()).await
        else {
            panic!("there is no place yet");
        };
        // The long branch: another call, behind it in the queue.
        client.users().get(3).await.unwrap();
        waiting.await.unwrap();
    };
    in_time(&server, &time, story).await;
    assert_eq!(time.elapsed(), 2 * WINDOW);
    let order: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.path().to_owned())
        .collect();
    assert_eq!(
        order,
        ["/api/v3/users/1", "/api/v3/users/2", "/api/v3/users/3"]
    );
}

/// The attempts of calls that nobody polls have their time limits too.
#[tokio::test]
async fn a_stalled_call_that_nobody_polls_gives_its_place_back() {
    let time = VirtualTime::new();
    let server = FaultServer::start(&time, [Reaction::Stall, Reaction::route(healthy)])
        .await
        .unwrap();
    let client = client(&server.base_url(), &time);
    let mut stalled = client.users().get(1).into_future();
    assert!(futures::poll!(&mut stalled).is_pending());
    while server.stalls() == 0 {
        tokio::task::yield_now().await;
    }
    time.advance(Duration::from_secs(30));
    in_time(&server, &time, async {
        while server.answered() == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    stalled.await.unwrap();
}

//! Every operation meets every fault, over real sockets and in virtual time.
//!
//! The table is `Fault::all`: what goes wrong, how many attempts are made, and which
//! predicates of the error hold, all others not. Here each line of it is played twice
//! for each operation: with the fault at every attempt, and with the fault once; over HTTP/1
//! and over HTTP/2.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt::Debug;
use std::time::Duration;

use lucca_sdk::{Client, Error};
use lucca_tests::{
    Fault, FaultServer, KEY, Operation, Protocol, Reaction, SENTINEL, SeenRequest, VirtualTime,
    client_builder, healthy, patience, predicates_that_hold,
};

/// What came of a call, as the client says and as the server has seen it.
struct Played {
    outcome: Result<Box<dyn Debug + Send>, Error>,
    requests: Vec<SeenRequest>,
    time: VirtualTime,
}

/// Plays a call against a server that does `fault` so many times (`None`: always) and is
/// healthy from then on.
async fn play(
    operation: Operation,
    (fault, protocol): (&Fault, Protocol),
    times: Option<usize>,
) -> Played {
    let time = VirtualTime::new();
    let reaction = fault.reaction.clone();
    let script = move |before: usize| match &reaction {
        Some(reaction) if times.is_none_or(|times| before < times) => reaction.clone(),
        _ => Reaction::route(healthy),
    };
    let server = FaultServer::refusing(&time, script).expect("a port");
    let refuses = fault.reaction.is_none();
    if !refuses {
        server.open().expect("a listener");
    }
    let client = client(&server, &time, protocol);
    let mut patience = patience(&server);
    let outcome = tokio::select! {
        // Time stops with the call.
        biased;
        outcome = operation.call(&client) => outcome,
        () = time.drive(|moment| {
            if refuses && times.is_some() && moment.sleep.is_some() {
                server.open().expect("a listener");
            }
            patience(moment)
        }) => unreachable!("time never ends"),
    };
    Played {
        outcome,
        requests: server.requests(),
        time,
    }
}

fn client(server: &FaultServer, time: &VirtualTime, protocol: Protocol) -> Client {
    let builder = client_builder(&server.base_url(), time);
    protocol.spoken_by(builder).build().unwrap()
}

/// Every fault of both protocols.
fn faults(elsewhere: &FaultServer) -> Vec<(Fault, Protocol)> {
    let faults = Protocol::ALL.map(|protocol| {
        let faults = Fault::all(&elsewhere.base_url(), protocol);
        Vec::from_iter(faults.into_iter().map(|fault| (fault, protocol)))
    });
    faults.concat()
}

/// A server elsewhere, which nobody must call.
async fn elsewhere() -> FaultServer {
    FaultServer::start(&VirtualTime::new(), [Reaction::route(healthy)])
        .await
        .expect("a port")
}

#[tokio::test]
async fn every_operation_meets_every_fault_and_says_so() {
    let elsewhere = elsewhere().await;
    let mut wrong = Vec::new();
    for (fault, protocol) in faults(&elsewhere) {
        for operation in Operation::ALL {
            let case = (&fault, protocol);
            let played = play(operation, case, None).await;
            for complaint in complaints_about_a_lasting_fault(operation, case, &played) {
                let name = fault.name;
                wrong.push(format!(
                    "{name} / {operation:?} / {protocol:?}: {complaint}"
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(elsewhere.count(), 0, "no request leaves for another host");
}

fn complaints_about_a_lasting_fault(
    operation: Operation,
    (fault, protocol): (&Fault, Protocol),
    played: &Played,
) -> Vec<String> {
    let mut complaints = Vec::new();
    macro_rules! check {
        ($holds:expr, $complaint:expr $(,)?) => {
            if !$holds {
                complaints.push($complaint);
            }
        };
    }
    let verdict = fault.verdict(operation, protocol);
    let Err(error) = &played.outcome else {
        return vec!["the call succeeded".to_owned()];
    };
    let held = predicates_that_hold(error);
    let mut expected = verdict.holds.to_vec();
    expected.sort_unstable_by_key(|name| held.iter().position(|held| held == name));
    check!(
        held == expected,
        format!("expected {:?}, but {held:?}: {error:?}", verdict.holds),
    );
    let seen = played.requests.len();
    let reached = match fault.reaction {
        Some(_) => verdict.attempts as usize,
        None => 0,
    };
    check!(
        seen == reached,
        format!("the server saw {seen} requests instead of {reached}"),
    );
    if operation.uploads() && fault.acts {
        check!(seen <= 1, format!("the upload was received {seen} times"));
    }
    check!(
        error.operation() == Some(operation.id()),
        format!("operation is {:?}", error.operation()),
    );
    complaints.extend(complaints_about_the_facts(
        operation,
        (fault, protocol),
        played,
        error,
    ));
    let display = error.to_string();
    check!(
        !display.contains('\n') && display.contains(operation.id()),
        format!("not one line with the operation: {display}"),
    );
    for printed in [display, format!("{error:?} {error:#?}"), chain(error)] {
        check!(!printed.contains(KEY), format!("shows the key: {printed}"));
        check!(
            !printed.contains(SENTINEL),
            format!("shows data: {printed}"),
        );
    }
    for request in &played.requests {
        complaints.extend(complaints_about_a_request(operation, request));
    }
    complaints
}

/// What an error says of the call that failed.
fn complaints_about_the_facts(
    operation: Operation,
    (fault, protocol): (&Fault, Protocol),
    played: &Played,
    error: &Error,
) -> Vec<String> {
    let attempts = fault.verdict(operation, protocol).attempts;
    let status = error.status().map(|status| status.as_u16());
    let took = played.time.elapsed();
    let facts = [
        (
            error.attempts() == attempts,
            format!("{} attempts instead of {attempts}", error.attempts()),
        ),
        (
            error.method() == Some(&operation.method()),
            format!("method is {:?}", error.method()),
        ),
        (
            fault.status.is_none() || status == fault.status,
            format!("status is {status:?} instead of {:?}", fault.status),
        ),
        (
            error.elapsed() == took,
            format!("took {took:?}, says {:?}", error.elapsed()),
        ),
    ];
    let wrong = facts.into_iter().filter(|(holds, _)| !holds);
    wrong.map(|(_, complaint)| complaint).collect()
}

/// What every attempt must look like on the wire, the last as the first.
fn complaints_about_a_request(operation: Operation, request: &SeenRequest) -> Vec<String> {
    if request.head.is_empty() {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    if request.method() != operation.method().as_str() {
        complaints.push(format!("method on the wire is {}", request.method()));
    }
    if request.headers("authorization") != [format!("lucca application={KEY}")] {
        complaints.push("not signed once, in Lucca's form".to_owned());
    }
    if !request.headers("api-version").is_empty() {
        complaints.push("sends an api-version".to_owned());
    }
    if operation == Operation::Upload
        && request.complete
        && !String::from_utf8_lossy(&request.body).contains("office-import.csv")
    {
        complaints.push("the form is not in the body".to_owned());
    }
    complaints
}

fn chain(error: &Error) -> String {
    let mut printed = String::new();
    let mut source = error.source();
    while let Some(error) = source {
        printed.push_str(&format!("{error} {error:?} "));
        source = error.source();
    }
    printed
}

#[tokio::test]
async fn every_operation_recovers_from_whatever_is_safe_to_repeat() {
    let elsewhere = elsewhere().await;
    let mut wrong = Vec::new();
    for (fault, protocol) in faults(&elsewhere) {
        for operation in Operation::ALL {
            let case = (&fault, protocol);
            let played = play(operation, case, Some(1)).await;
            for complaint in complaints_about_a_passing_fault(operation, case, &played) {
                let name = fault.name;
                wrong.push(format!(
                    "{name} / {operation:?} / {protocol:?}: {complaint}"
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(elsewhere.count(), 0, "no request leaves for another host");
}

fn complaints_about_a_passing_fault(
    operation: Operation,
    (fault, protocol): (&Fault, Protocol),
    played: &Played,
) -> Vec<String> {
    let mut complaints = Vec::new();
    let repeats = fault.verdict(operation, protocol).attempts > 1;
    match &played.outcome {
        Err(error) if repeats => complaints.push(format!("not repeated: {error}")),
        Ok(_) if !repeats => complaints.push("repeated".to_owned()),
        _ => {}
    }
    let expected = usize::from(repeats) + usize::from(fault.reaction.is_some());
    let seen = played.requests.len();
    if seen != expected {
        complaints.push(format!("the server saw {seen} requests, not {expected}"));
    }
    if repeats {
        let (least, most) = fault.wait;
        let took = played.time.elapsed();
        if took < least || took > most {
            complaints.push(format!("took {took:?} instead of {least:?} to {most:?}"));
        }
    }
    if operation.uploads() && fault.acts && seen > 1 {
        complaints.push("an upload that may have been acted on was sent again".to_owned());
    }
    let bodies: Vec<_> = played
        .requests
        .iter()
        .filter(|request| request.complete)
        .collect();
    if bodies
        .windows(2)
        .any(|pair| pair[0].body.len() != pair[1].body.len())
    {
        complaints.push("the repeat is not the same request".to_owned());
    }
    complaints
}

/// A connection that was good for one request may be dead at the next.
#[tokio::test]
async fn a_reused_connection_that_breaks_is_no_reason_to_send_an_upload_twice() {
    let elsewhere = elsewhere().await;
    for (fault, protocol) in faults(&elsewhere) {
        let Some(reaction) = fault.reaction.clone() else {
            continue;
        };
        for operation in [Operation::Upload, Operation::ListUsers] {
            let time = VirtualTime::new();
            let reaction = reaction.clone();
            let server = FaultServer::start_with(&time, move |before| match before {
                0 => Reaction::route(healthy),
                _ => reaction.clone(),
            })
            .await
            .unwrap();
            let client = client(&server, &time, protocol);
            lucca_tests::call(Operation::Progress, &client, &server, &time)
                .await
                .unwrap();
            let error = lucca_tests::call(operation, &client, &server, &time)
                .await
                .expect_err(fault.name);
            let requests = server.requests();
            assert_eq!(
                requests.get(1).map(|request| request.connection),
                Some(0),
                "{}: the connection is not reused",
                fault.name
            );
            assert_eq!(
                requests.len() - 1,
                fault.verdict(operation, protocol).attempts as usize,
                "{}: {error}",
                fault.name
            );
        }
    }
}

/// One connection at a time, taken again after every answer that came whole: faults must
/// not use up connections.
#[tokio::test]
async fn a_client_outlives_every_fault() {
    let elsewhere = elsewhere().await;
    for (fault, protocol) in faults(&elsewhere) {
        let Some(reaction) = fault.reaction.clone() else {
            continue;
        };
        let time = VirtualTime::new();
        let attempts = fault.read.attempts as usize;
        let server = FaultServer::start_with(&time, move |before| {
            if before < attempts {
                reaction.clone()
            } else {
                Reaction::route(healthy)
            }
        })
        .await
        .unwrap();
        let client = client(&server, &time, protocol);
        lucca_tests::call(Operation::Progress, &client, &server, &time)
            .await
            .expect_err(fault.name);
        for operation in Operation::ALL {
            if let Err(error) = lucca_tests::call(operation, &client, &server, &time).await {
                panic!("after {}: {error}", fault.name);
            }
        }
    }
}

#[tokio::test]
async fn a_slow_answer_within_its_time_is_no_fault() {
    for protocol in Protocol::ALL {
        for operation in Operation::ALL {
            let time = VirtualTime::new();
            let second = Duration::from_secs(1);
            let reaction = Reaction::route(move |request| {
                let pause = second * 29 / u32::try_from(healthy(request).length()).unwrap();
                healthy(request).dripping(pause, 100 * second)
            });
            let server = FaultServer::start(&time, [reaction]).await.unwrap();
            let client = client(&server, &time, protocol);
            let outcome = lucca_tests::call(operation, &client, &server, &time).await;
            assert!(outcome.is_ok(), "{operation:?}: {outcome:?}");
            assert_eq!(server.count(), 1);
        }
    }
}

#[tokio::test]
async fn each_unusable_body_has_words_of_its_own() {
    let elsewhere = elsewhere().await;
    let mut seen = BTreeMap::new();
    for fault in Fault::all(&elsewhere.base_url(), Protocol::Http1) {
        let played = play(Operation::RawGet, (&fault, Protocol::Http1), None).await;
        let error = played.outcome.expect_err(fault.name);
        if error.is_unusable_body() {
            let text = error.to_string();
            let words = text.split('[').next().unwrap().to_owned();
            seen.entry(words).or_insert(fault.name);
        }
    }
    assert_eq!(seen.len(), 8, "{seen:#?}");
}

//! Uploads meet random sequences of faults: whatever happens, the server acts on one at most,
//! and an error that promises that it was not received is right.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use lucca_tests::{
    Fault, FaultServer, Operation, Protocol, Reaction, VirtualTime, client_builder, healthy,
};
use proptest::prelude::*;
use proptest::sample::Index;

async fn play(
    faults: &[Fault],
    protocol: Protocol,
    operation: Operation,
) -> Result<(), TestCaseError> {
    let time = VirtualTime::new();
    let reactions: Vec<Reaction> = faults
        .iter()
        .filter_map(|fault| fault.reaction.clone())
        .chain([Reaction::route(healthy)])
        .collect();
    let server = FaultServer::start(&time, reactions).await.unwrap();
    let builder = client_builder(&server.base_url(), &time);
    let client = protocol.spoken_by(builder).build().unwrap();
    let outcome = lucca_tests::call(operation, &client, &server, &time).await;

    let requests = server.requests();
    let acted = requests
        .iter()
        .enumerate()
        .filter(|(nth, request)| {
            let acts = faults.get(*nth).is_none_or(|fault| fault.acts);
            request.complete && acts
        })
        .count();
    prop_assert!(
        acted <= 1,
        "acted on {} of {} uploads",
        acted,
        requests.len()
    );
    match outcome {
        Ok(_) => prop_assert_eq!(acted, 1, "a success that nobody acted on"),
        Err(error) if !error.may_have_been_sent() => {
            prop_assert_eq!(acted, 0, "{:?}", error);
        }
        Err(_) => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_faults_makes_the_server_act_twice_on_an_upload(
        indices in prop::collection::vec(any::<Index>(), 0..6),
        // Faults that say that nothing was done lead on to the next one.
        harmless_only in prop::collection::vec(any::<bool>(), 6),
        http2 in any::<bool>(),
        by_hand in any::<bool>(),
    ) {
        let protocol = Protocol::ALL[usize::from(http2)];
        let operation = if by_hand { Operation::RawPost } else { Operation::Upload };
        let mut all = Fault::all("http://elsewhere.example", protocol);
        all.retain(|fault| fault.reaction.is_some());
        let harmless: Vec<Fault> = all.iter().filter(|fault| !fault.acts).cloned().collect();
        let faults: Vec<Fault> = indices
            .iter()
            .zip(harmless_only)
            .map(|(index, harmless_only)| {
                index.get(if harmless_only { &harmless } else { &all }).clone()
            })
            .collect();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(play(&faults, protocol, operation))?;
    }
}

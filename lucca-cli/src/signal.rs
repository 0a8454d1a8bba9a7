//! Being asked to stop.

use tokio::signal::ctrl_c;

/// Waits for Ctrl-C, or what a supervisor of processes sends. Neither ends the process any more
/// once this is polled.
pub(crate) async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without signals there is no other end than that of the process.
    let _ = ctrl_c().await;
}

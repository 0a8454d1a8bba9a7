//! Sockets: accepting, serving, stopping.
//!
//! hyper is driven by hand instead of through `axum::serve`, because trouble on demand needs the socket itself:
//! a reset is something that only its owner can do.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;

/// Does work that may take long without keeping other connections waiting. Work that is short is done on the spot:
/// to step aside costs more.
pub(crate) fn aside<T>(is_long: bool, work: impl FnOnce() -> T) -> T {
    if is_long {
        tokio::task::block_in_place(work)
    } else {
        work()
    }
}

/// How long a client may take to send its headers.
const HEADER_PATIENCE: Duration = Duration::from_secs(30);

/// How long running requests may go on once the server has been told to stop.
const STOP_PATIENCE: Duration = Duration::from_secs(5);

/// Serves until `stop` says so, then lets running requests end.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, _)) => connection(stream, router.clone(), &connections),
            // Out of file descriptors, or a connection that died in the queue: the next may do better.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
    drop(listener);
    // Whoever does not end in time is dropped with the runtime.
    let _ = tokio::time::timeout(STOP_PATIENCE, connections.shutdown()).await;
}

fn connection(stream: TcpStream, router: Router, connections: &GracefulShutdown) {
    // Small answers should not wait for a full packet.
    let _ = stream.set_nodelay(true);
    let fate = SocketFate::default();
    let socket = Socket {
        stream,
        fate: fate.clone(),
    };
    let service = service_fn(move |mut request: Request<Incoming>| {
        let router = router.clone();
        request.extensions_mut().insert(fate.clone());
        let fate = fate.clone();
        async move {
            let Ok(response) = router.oneshot(request.map(Body::new)).await;
            // An error makes hyper close the connection without an answer.
            if fate.is_cut() {
                Err(io::Error::from(io::ErrorKind::ConnectionAborted))
            } else {
                Ok(response)
            }
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_PATIENCE)
        .serve_connection(TokioIo::new(socket), service);
    let watched = connections.watch(connection);
    tokio::spawn(async move {
        // How a connection ends is the client's affair, or trouble that was asked for.
        let _ = watched.await;
    });
}

/// What shall become of a connection; a request carries it as an extension.
#[derive(Clone, Debug, Default)]
pub(crate) struct SocketFate(Arc<Fate>);

#[derive(Debug, Default)]
struct Fate {
    cut: AtomicBool,
    reset: AtomicBool,
}

impl SocketFate {
    /// The connection ends without an answer to the running request.
    pub(crate) fn cut(&self) {
        self.0.cut.store(true, Ordering::Release);
    }

    /// When the connection ends, it is by a reset (RST) instead of an orderly close (FIN).
    pub(crate) fn reset(&self) {
        self.0.reset.store(true, Ordering::Release);
    }

    fn is_cut(&self) -> bool {
        self.0.cut.load(Ordering::Acquire)
    }
}

/// A TCP stream that knows how it is to end.
struct Socket {
    stream: TcpStream,
    fate: SocketFate,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.fate.0.reset.load(Ordering::Acquire) {
            // Closing with a linger of zero sends RST. If that fails, the peer sees an orderly close: still an end.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // An orderly goodbye before a reset would hide the reset.
        if self.fate.0.reset.load(Ordering::Acquire) {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

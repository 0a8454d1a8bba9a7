//! The fault server over HTTP/2: the same reactions, as far as the protocol has them.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::fault_server::{Shared, let_the_client_look};
use crate::reaction::{Delivery, Framing};
use crate::{Answer, Reaction, SENTINEL};

/// What a stream wants done to its whole connection.
enum End {
    Reset,
    Close,
    GoAway,
}

pub(crate) async fn serve(
    stream: TcpStream,
    connection: usize,
    shared: Arc<Shared>,
) -> io::Result<()> {
    // A second handle, for what the library does not let a server do.
    let stream = stream.into_std()?;
    let mut raw = TcpStream::from_std(stream.try_clone()?)?;
    let stream = TcpStream::from_std(stream)?;
    let mut streams = h2::server::handshake(stream)
        .await
        .map_err(io::Error::other)?;
    let mut tasks = JoinSet::new();
    let (end, mut ends) = mpsc::unbounded_channel();
    loop {
        tokio::select! {
            accepted = streams.accept() => {
                let Some(accepted) = accepted else { return Ok(()) };
                let (request, respond) = accepted.map_err(io::Error::other)?;
                let (number, reaction) = shared.begin(connection);
                let exchange = Exchange {
                    number,
                    shared: Arc::clone(&shared),
                    connection: end.clone(),
                };
                // A client that goes away is what half of the tests are about.
                tasks.spawn(async move { exchange.run(request, respond, reaction).await });
            }
            // What a stream has sent before goes out first.
            Some(wanted) = ends.recv() => match wanted {
                End::GoAway => raw.write_all(&go_away()).await?,
                End::Reset => {
                    raw.set_zero_linger()?;
                    return Ok(());
                }
                End::Close => return Ok(()),
            },
        }
    }
}

/// A GOAWAY without an error, by a server that has processed no stream.
fn go_away() -> Vec<u8> {
    let words = format!("\r\n{SENTINEL}");
    let length = u8::try_from(8 + words.len()).unwrap_or(u8::MAX);
    let mut frame = vec![0, 0, length, 7, 0, 0, 0, 0, 0];
    frame.extend_from_slice(&[0; 8]);
    frame.extend_from_slice(words.as_bytes());
    frame
}

struct Exchange {
    number: usize,
    shared: Arc<Shared>,
    connection: mpsc::UnboundedSender<End>,
}

impl Exchange {
    async fn run(
        &self,
        request: http::Request<RecvStream>,
        mut respond: SendResponse<Bytes>,
        reaction: Reaction,
    ) -> Result<(), h2::Error> {
        let (head, mut body) = request.into_parts();
        match reaction {
            Reaction::ResetUnread => return self.end(End::Reset).await,
            Reaction::RefuseStream => {
                respond.send_reset(Reason::REFUSED_STREAM);
                return Ok(());
            }
            Reaction::GoAway => return self.end(End::GoAway).await,
            _ => {}
        }
        self.read_head(&head);
        match reaction {
            Reaction::ResetInRequest => {
                body.data().await.transpose()?;
                return self.end(End::Reset).await;
            }
            Reaction::StallInRequest => return self.stall(&mut respond).await,
            _ => self.read_body(&mut body).await?,
        }
        let answer = match reaction {
            Reaction::ResetAfterRequest => return self.end(End::Reset).await,
            Reaction::CloseAfterRequest => return self.end(End::Close).await,
            Reaction::Gibberish => {
                respond.send_reset(Reason::PROTOCOL_ERROR);
                return Ok(());
            }
            Reaction::Stall => return self.stall(&mut respond).await,
            reaction => match self.shared.answer(self.number, reaction).await {
                Some(answer) => answer,
                None => return self.end(End::Close).await,
            },
        };
        self.send(respond, &answer).await
    }

    /// Has the whole connection ended. The stream stays as it is until then: one that is let
    /// go of is reset in good order.
    async fn end(&self, how: End) -> Result<(), h2::Error> {
        let _ = self.connection.send(how);
        std::future::pending().await
    }

    /// As HTTP/1 would have it, so that tests need not care.
    fn read_head(&self, head: &http::request::Parts) {
        let target = head
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let mut text = format!("{} {target} HTTP/2\r\n", head.method);
        for (name, value) in &head.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        self.shared
            .record(self.number, |request| request.head = text);
    }

    async fn read_body(&self, body: &mut RecvStream) -> Result<(), h2::Error> {
        let mut whole = Vec::new();
        while let Some(piece) = body.data().await.transpose()? {
            body.flow_control().release_capacity(piece.len())?;
            whole.extend_from_slice(&piece);
        }
        self.shared.record(self.number, |request| {
            request.body = whole.into();
            request.complete = true;
        });
        Ok(())
    }

    async fn send(
        &self,
        mut respond: SendResponse<Bytes>,
        answer: &Answer,
    ) -> Result<(), h2::Error> {
        let mut response = http::Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(name, value);
        }
        if answer.framing == Framing::Length {
            response = response.header("content-length", answer.length());
        }
        let response = response.body(()).unwrap_or_default();
        let bodiless = answer.body.is_empty();
        let mut stream = respond.send_response(response, bodiless)?;
        if bodiless {
            self.shared.answered();
            return Ok(());
        }
        let part = |length: usize| answer.body.get(..length).unwrap_or(&answer.body);
        match answer.delivery {
            Delivery::Whole => stream.send_data(answer.body.clone(), true)?,
            Delivery::Drip(pause, bytes) => {
                let_the_client_look().await;
                for byte in part(bytes) {
                    stream.send_data(Bytes::copy_from_slice(&[*byte]), false)?;
                    self.shared.time.sleep(pause).await;
                }
                if bytes < answer.body.len() {
                    return self.stall_in_body(&mut stream).await;
                }
                stream.send_data(Bytes::new(), true)?;
            }
            Delivery::Reset(length) => {
                stream.send_data(Bytes::copy_from_slice(part(length)), false)?;
                // A reset overtakes what has not been read.
                let_the_client_look().await;
                stream.send_reset(Reason::INTERNAL_ERROR);
                return Ok(());
            }
            Delivery::Close(length) => {
                stream.send_data(Bytes::copy_from_slice(part(length)), true)?;
                return Ok(());
            }
            Delivery::Stall(length) => {
                stream.send_data(Bytes::copy_from_slice(part(length)), false)?;
                return self.stall_in_body(&mut stream).await;
            }
        }
        self.shared.answered();
        Ok(())
    }

    /// Says nothing; ends when the client gives up the stream.
    async fn stall(&self, respond: &mut SendResponse<Bytes>) -> Result<(), h2::Error> {
        let_the_client_look().await;
        self.shared.stalled();
        std::future::poll_fn(|context| respond.poll_reset(context)).await?;
        Ok(())
    }

    async fn stall_in_body(&self, stream: &mut SendStream<Bytes>) -> Result<(), h2::Error> {
        let_the_client_look().await;
        self.shared.stalled();
        std::future::poll_fn(|context| stream.poll_reset(context)).await?;
        Ok(())
    }
}

//! The file of lines in error that a report may point to.

use std::net::Ipv4Addr;
use std::time::Duration;

use futures::future::{Either, select};
use http::Method;
use http::header::LOCATION;
use url::{Host, Url};

use super::calls::Imports;
use crate::Error;
use crate::error::{Answer, BodyFault, Kind, Phase};
use crate::transport::CallOptions;

const OPERATION: &str = "error-file";
/// Enough for a report on the largest import.
const MAX_BYTES: usize = 100 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(60);

impl Imports {
    /// Downloads the file of lines in error that a report points to ([`Report::error_files`](super::Report::error_files)).
    ///
    /// The API key goes along only if the file is on the account's own host; whoever holds the file elsewhere is not
    /// told it. From elsewhere, the file must come over HTTPS (or from this machine, if the account is on this
    /// machine, as in tests), without redirects, in one minute, and is not retried. At most 100 MiB are read. What is
    /// in the file is not documented; it will hold people's data.
    ///
    /// # Errors
    /// Those of a call; [`Error::is_invalid_input`] for an address that is not acceptable.
    pub async fn error_file(&self, uri: &str) -> Result<Vec<u8>, Error> {
        let base =
            Url::parse(self.transport.base_url()).map_err(|_| refused("the account has no URL"))?;
        // What is relative to nobody knows what, or empty, would fetch the account's own front page.
        let url = Url::parse(uri.trim()).map_err(|_| {
            refused("expected a whole address, such as https://host/path, as reports are documented to give it")
        })?;
        if url.origin() == base.origin() {
            let request = reqwest::Request::new(Method::GET, url);
            let options = CallOptions {
                max_body_bytes: Some(MAX_BYTES),
                ..CallOptions::new()
            };
            let transport = self.transport.with_options(options);
            let file = transport.send_bytes(request, OPERATION).await?;
            return Ok(file.to_vec());
        }
        if !acceptable(&base, &url) {
            return Err(refused(
                "expected an https address of a public host, or of the account's own",
            ));
        }
        self.fetch_elsewhere(url)
            .await
            .map_err(|error| error.with_operation(OPERATION))
    }

    async fn fetch_elsewhere(&self, url: Url) -> Result<Vec<u8>, Error> {
        // Straight from the pool: what goes through the transport is signed.
        let download = Box::pin(async {
            let request = self.transport.http_client().get(url.clone());
            let response = request
                .send()
                .await
                .map_err(|source| Error::new(Kind::of(source, Phase::Sending)))?;
            read(response, &url).await
        });
        let clock = self.clock();
        match select(download, clock.expire_at(clock.now() + TIMEOUT)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right(_) => Err(Error::new(Kind::Timeout {
                during: Phase::Receiving,
                limit: Some(TIMEOUT),
                deadline: false,
            })),
        }
    }
}

async fn read(mut response: reqwest::Response, asked: &Url) -> Result<Vec<u8>, Error> {
    let status = response.status();
    if status.is_redirection() || response.url().origin() != asked.origin() {
        let location = response.headers().get(LOCATION);
        let target = location
            .and_then(|location| location.to_str().ok())
            .and_then(|location| response.url().join(location).ok());
        let target = target.as_ref().unwrap_or(response.url());
        let target = target.host_str().unwrap_or("elsewhere").to_owned();
        return Err(Error::new(Kind::Redirect(target)));
    }
    if !status.is_success() {
        let answer = Answer {
            status,
            ..Answer::default()
        };
        return Err(Error::new(Kind::Status(status)).with_answer(answer));
    }
    let mut file = Vec::new();
    while let Some(piece) = response
        .chunk()
        .await
        .map_err(|source| Error::new(Kind::of(source, Phase::Receiving)))?
    {
        if file.len() + piece.len() > MAX_BYTES {
            return Err(Error::new(Kind::Body(BodyFault::TooLarge {
                limit: MAX_BYTES,
            })));
        }
        file.extend_from_slice(&piece);
    }
    Ok(file)
}

fn refused(expected: &str) -> Error {
    Error::invalid_input("errorFileUri", expected).with_operation(OPERATION)
}

/// Whether something may be fetched from there on an answer's word: not from a machine that only this one can reach.
fn acceptable(account: &Url, url: &Url) -> bool {
    match url.scheme() {
        "https" => is_public(url) || is_this_machine(account) && is_this_machine(url),
        "http" => is_this_machine(account) && is_this_machine(url),
        _ => false,
    }
}

/// Whether a host may be meant for everybody. What a name resolves to is not looked at: its certificate has to be
/// that of the name.
fn is_public(url: &Url) -> bool {
    let v4 = |address: Ipv4Addr| {
        !(address.is_private()
            || address.is_loopback()
            || address.is_link_local()
            || address.is_unspecified()
            || address.is_broadcast()
            || address.is_documentation()
            || address.is_multicast()
            // Shared by carriers (RFC 6598).
            || address.octets()[0] == 100 && address.octets()[1] & 0xc0 == 64)
    };
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let inside = [".local", ".internal", ".localhost", ".lan", ".home.arpa"];
            name.contains('.') && !inside.iter().any(|end| name.ends_with(end))
        }
        Some(Host::Ipv4(address)) => v4(address),
        Some(Host::Ipv6(address)) => match address.to_ipv4_mapped() {
            Some(address) => v4(address),
            None => {
                !(address.is_loopback()
                    || address.is_unspecified()
                    || address.is_multicast()
                    || address.is_unique_local()
                    || address.is_unicast_link_local())
            }
        },
        None => false,
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_or_this_machine_seen_from_this_machine_is_acceptable() {
        for (account, url, expected) in [
            (
                "https://acme.ilucca.net",
                "https://files.example.com/x",
                true,
            ),
            (
                "https://acme.ilucca.net",
                "http://files.example.com/x",
                false,
            ),
            ("https://acme.ilucca.net", "http://127.0.0.1/x", false),
            ("https://acme.ilucca.net", "https://127.0.0.1/x", false),
            ("https://acme.ilucca.net", "https://10.1.2.3/x", false),
            ("https://acme.ilucca.net", "https://192.168.0.1/x", false),
            (
                "https://acme.ilucca.net",
                "https://169.254.169.254/x",
                false,
            ),
            ("https://acme.ilucca.net", "https://100.64.0.1/x", false),
            ("https://acme.ilucca.net", "https://[fe80::1]/x", false),
            ("https://acme.ilucca.net", "https://[fd00::1]/x", false),
            (
                "https://acme.ilucca.net",
                "https://[::ffff:10.0.0.1]/x",
                false,
            ),
            ("https://acme.ilucca.net", "https://intranet/x", false),
            ("https://acme.ilucca.net", "https://files.internal/x", false),
            ("https://acme.ilucca.net", "https://203.0.114.7/x", true),
            ("https://acme.ilucca.net", "file:///etc/passwd", false),
            ("http://127.0.0.1:1", "http://127.0.0.1:2/x", true),
            ("http://[::1]:1", "http://localhost:2/x", true),
            ("http://127.0.0.1:1", "http://files.example.com/x", false),
        ] {
            let parse = |text| Url::parse(text).unwrap();
            assert_eq!(
                acceptable(&parse(account), &parse(url)),
                expected,
                "{url} for {account}"
            );
        }
    }
}

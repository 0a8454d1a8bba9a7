//! Account and key out of the environment.

use crate::{Account, ApiKey, ClientBuilder, Error};

const HOST: &str = "LUCCA_HOST";
const URL: &str = "LUCCA_URL";
const API_KEY: &str = "LUCCA_API_KEY";

impl ClientBuilder {
    /// Starts the settings of a client with the account and the key of the environment; see
    /// [`Client::from_env`](crate::Client::from_env).
    ///
    /// # Errors
    /// As for [`Client::from_env`](crate::Client::from_env).
    pub fn from_env() -> Result<Self, Error> {
        read(|name| std::env::var(name).ok())
            .map(|(account, key)| crate::Client::builder(account, key))
    }
}

fn read(variable: impl Fn(&str) -> Option<String>) -> Result<(Account, ApiKey), Error> {
    let set = |name: &str| variable(name).filter(|text| !text.trim().is_empty());
    let account = |name: &'static str, text: String| {
        text.parse::<Account>()
            .map_err(|error| Error::unusable_setting(name, error.to_string()))
    };
    let account = match (set(HOST), set(URL)) {
        (Some(host), Some(url)) => {
            let host = account(HOST, host)?;
            if account(URL, url)? != host {
                return Err(Error::unusable_setting(
                    URL,
                    format!("it names another account than {HOST}: set one of them only"),
                ));
            }
            host
        }
        (Some(host), None) => account(HOST, host)?,
        (None, Some(url)) => account(URL, url)?,
        (None, None) => {
            return Err(Error::unusable_setting(
                HOST,
                format!(
                    "it is not set, and neither is {URL}; accepted is a host such as acme.ilucca.net"
                ),
            ));
        }
    };
    let key = set(API_KEY)
        .ok_or_else(|| Error::unusable_setting(API_KEY, "it is not set"))
        .and_then(|key| {
            ApiKey::new(key).map_err(|error| Error::unusable_setting(API_KEY, error.to_string()))
        })?;
    Ok((account, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_the_account_and_the_key() {
        let host = (HOST, "acme.ilucca.net");
        let url = (URL, "https://acme.ilucca.net/");
        let other = (URL, "https://other.ilucca.net/");
        let blank = (URL, " ");
        let key = (API_KEY, "k3y");
        type Variables<'a> = &'a [(&'a str, &'a str)];
        let cases: [(Variables<'_>, Result<&str, &str>); 9] = [
            (&[host, key], Ok("acme.ilucca.net")),
            (&[url, key], Ok("acme.ilucca.net")),
            (&[host, url, key], Ok("acme.ilucca.net")),
            (&[host, blank, key], Ok("acme.ilucca.net")),
            (&[host, other, key], Err(URL)),
            (&[key], Err(HOST)),
            (&[host], Err(API_KEY)),
            (&[host, (API_KEY, "k 3y")], Err(API_KEY)),
            (&[(HOST, "example.com"), key], Err(HOST)),
        ];
        for (variables, expected) in cases {
            let outcome = read(|name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            });
            match (outcome, expected) {
                (Ok((account, _)), Ok(host)) => assert_eq!(account.host(), host),
                (Err(error), Err(variable)) => {
                    assert_eq!(error.parameter(), Some(variable));
                    assert!(!error.to_string().contains("k 3y"));
                }
                (outcome, _) => panic!("{variables:?}: {outcome:?}"),
            }
        }
    }
}

//! Servers: a transport knows its host, not the path that all paths start with.

use serde_json::Value;

use crate::{Error, Pointer, error::Journal, walk::METHODS};

/// Returns what all paths start with.
pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<String, Error> {
    let root = Pointer::root();
    // Some documents only say it path by path.
    let of_paths = || {
        let items = document.get("paths").and_then(Value::as_object)?.values();
        items.filter_map(|item| item.get("servers")).next()
    };
    let (host, prefix) = host_and_path(document.get("servers").or_else(of_paths));
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return Ok(prefix);
    };
    for (path, item) in paths.iter_mut() {
        let at = root.join("paths").join(path);
        let operations = METHODS
            .iter()
            .filter_map(|method| Some((at.join(method), item.get(method)?)));
        let places = std::iter::once((at.clone(), &*item)).chain(operations);
        for (at, place) in places {
            let Some(servers) = place.get("servers") else {
                continue;
            };
            let (own_host, own_prefix) = host_and_path(Some(servers));
            // A request for somebody else does not belong to the account's host.
            if own_host.is_some() && own_host != host {
                return Err(journal.refuse(
                    &at.join("servers"),
                    format!(
                        "what stands here is on another host, {}, than the rest of the document",
                        own_host.unwrap_or_default()
                    ),
                    "take it out in an overlay, or take its server out if the account's host \
                     answers it too",
                ));
            }
            if own_prefix != prefix {
                return Err(journal.refuse(
                    &at.join("servers"),
                    "the path has a server of its own with another path",
                    "write the whole path under `paths`, and remove the server in an overlay",
                ));
            }
        }
        if let Some(item) = item.as_object_mut() {
            item.remove("servers");
        }
    }
    if !prefix.is_empty() {
        journal.note(
            &root.join("servers"),
            format!("all paths start with `{prefix}`, the path of the first server"),
        );
    }
    Ok(prefix)
}

/// The host and the path of the first server's URL, its variables at their defaults.
fn host_and_path(servers: Option<&Value>) -> (Option<String>, String) {
    let Some(server) = servers.and_then(|servers| servers.get(0)) else {
        return (None, String::new());
    };
    let mut url = server["url"].as_str().unwrap_or_default().to_owned();
    for (name, variable) in server["variables"].as_object().into_iter().flatten() {
        let default = variable["default"].as_str().unwrap_or_default();
        url = url.replace(&format!("{{{name}}}"), default);
    }
    let after_scheme = url.split_once("://").map(|(_, rest)| rest);
    let after_scheme = after_scheme.or_else(|| url.strip_prefix("//"));
    let (host, path) = match after_scheme {
        Some(rest) => match rest.find('/') {
            Some(index) => (Some(rest[..index].to_lowercase()), &rest[index..]),
            None => (Some(rest.to_lowercase()), ""),
        },
        None => (None, url.as_str()),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_end_matches('/');
    if path.is_empty() || path.starts_with('/') {
        (host, path.to_owned())
    } else {
        (host, format!("/{path}"))
    }
}

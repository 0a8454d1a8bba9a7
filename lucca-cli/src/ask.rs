//! The question before what cannot be undone.

use std::io::{IsTerminal as _, Write as _};

use crate::failure::Failure;
use crate::text;

/// Asks whether to go on; `yes` has answered beforehand. Where nobody can be asked, the answer
/// is no.
pub(crate) fn confirm(question: &str, yes: bool) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    let question = text::line(question);
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Failure::usage(format!(
            "{question}: nobody is here to be asked, so it is not done"
        ))
        .hint("--yes answers beforehand"));
    }
    let mut answer = String::new();
    let mut err = std::io::stderr().lock();
    write!(err, "{question}. Go on? [y/N] ")
        .and_then(|()| err.flush())
        .and_then(|()| std::io::stdin().read_line(&mut answer))
        .map_err(|error| Failure::new(format!("you cannot be asked: {error}")))?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" | "o" | "oui" => Ok(()),
        _ => Err(Failure::new("not done, as you said")),
    }
}

//! Code as people write it.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

/// Code with paths without what leads to their last name.
pub(super) fn short(code: &impl ToTokens) -> String {
    fn write(tokens: TokenStream, out: &mut String) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is = |index: usize, c: char| matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == c);
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            let leads = match token {
                TokenTree::Ident(_) => is(index + 1, ':') && is(index + 2, ':'),
                _ => false,
            };
            if leads {
                index += 3;
                continue;
            }
            if is(index, ':') && is(index + 1, ':') {
                index += 2;
                continue;
            }
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                        proc_macro2::Delimiter::Brace => ("{", "}"),
                        proc_macro2::Delimiter::Bracket => ("[", "]"),
                        proc_macro2::Delimiter::None => ("", ""),
                    };
                    out.push_str(open);
                    write(group.stream(), out);
                    out.push_str(close);
                }
                TokenTree::Punct(punct) if punct.as_char() == ',' => out.push_str(", "),
                TokenTree::Ident(ident) => {
                    if out.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                        out.push(' ');
                    }
                    out.push_str(&ident.to_string());
                }
                other => out.push_str(&other.to_string()),
            }
            index += 1;
        }
    }
    let mut out = String::new();
    write(code.to_token_stream(), &mut out);
    out.trim_end_matches(", ").to_owned()
}

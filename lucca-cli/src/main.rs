//! `lucca`

fn main() {}

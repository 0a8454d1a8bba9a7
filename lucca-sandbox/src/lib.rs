//! lucca-sandbox

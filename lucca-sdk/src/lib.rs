//! lucca-sdk

//! lucca-sdk-build

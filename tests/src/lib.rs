//! End-to-end tests that cross the crates of the workspace; see `tests/tests`.

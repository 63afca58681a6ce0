//! With events, and with many files.

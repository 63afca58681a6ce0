//! Decode in parallel, merge by event time, feed index and engine, commit.

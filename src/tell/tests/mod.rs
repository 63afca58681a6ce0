//! Tests of telling.

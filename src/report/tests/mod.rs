//! Hand-built analyses, worded: snapshots a reviewer can read, and the law that output is inert.

pub(super) mod build;
mod inert;
mod json;
mod text;

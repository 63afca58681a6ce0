//! Hand-built analyses, worded: snapshots a reviewer can read, and the law that output is inert.

mod build;
mod inert;
mod json;
mod text;

//! Hand-built analyses, worded: snapshots a reviewer can read, and the law that output is inert.

pub(super) mod build;
mod html;
mod inert;
mod json;
mod sarif;
mod text;

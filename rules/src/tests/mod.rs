//! Tests: laws against naive oracles, the library, mistakes in rule files.

mod engine;
mod laws;
mod library;
mod loading;
mod stage;
mod translate;

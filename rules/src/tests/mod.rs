//! Tests: laws against naive oracles, the library, mistakes in rule files.

mod causes;
mod engine;
mod laws;
mod ledger;
mod library;
mod loading;
mod stage;
mod translate;

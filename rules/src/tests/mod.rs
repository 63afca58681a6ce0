//! Tests: laws against naive oracles, the library, mistakes in rule files.

mod causes;
mod engine;
mod laws;
mod ledger;
mod library;
mod loading;
mod renewal;
mod stage;
mod translate;

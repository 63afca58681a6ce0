//! The store on disk: tantivy index, kept text, progress. The only place that names tantivy.

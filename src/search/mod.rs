//! The query a person types, to hits.

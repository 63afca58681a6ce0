//! One file a verb. The only place that reads the wall clock, signals, the terminal.

//! End to end: the program as it is run. One `mod` an area.

mod cli;

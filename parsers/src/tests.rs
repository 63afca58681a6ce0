//! The laws of decoding, for every format: spans tile the stream, chunks do not matter.

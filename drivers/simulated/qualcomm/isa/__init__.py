"""The a6xx instruction set: decoding, checking and running machine code."""

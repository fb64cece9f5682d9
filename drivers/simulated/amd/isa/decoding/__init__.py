"""Machine code to instructions: bit layouts, tables of opcodes, the decoder."""

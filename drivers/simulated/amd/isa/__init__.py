"""The AMD shader instruction set: decoding, text, and what each instruction does."""

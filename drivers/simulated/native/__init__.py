"""LLVM IR, as the simulated cards of all makers write it."""

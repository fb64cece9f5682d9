"""What handlers are written with: LLVM IR as values, registers, memory, the scheduler of waves."""

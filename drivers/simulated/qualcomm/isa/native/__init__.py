"""What handlers are written with: the layout of a wave, LLVM IR, addresses, the scheduler of waves."""

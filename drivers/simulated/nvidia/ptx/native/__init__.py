"""What kernels are translated with: LLVM IR, the layout of a launch in memory, what runs it."""

"""From a fused piece of the graph to machine code: loop nest, schedule, LLVM IR."""

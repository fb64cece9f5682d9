"""Memory objects as the GPU and the processor see them, each through its caches."""

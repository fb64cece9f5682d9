"""From a graph to results in memory: plans, their execution, and what `jit` keeps of it."""

"""The graph that a program builds: nodes, dtypes, how they meet, and gradients from nodes to nodes."""

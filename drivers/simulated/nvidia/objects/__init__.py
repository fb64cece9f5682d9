"""What the handles of the library stand for: contexts, streams, modules, graphs, memory."""

"""Which kernels there are: what is computed where it is used, and what goes to memory."""

"""A CUDA driver that exists only in this process: libcuda's functions, and the PTX they run."""

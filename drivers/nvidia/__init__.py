"""NVIDIA cards through the CUDA driver API, which comes with the kernel driver."""

LIBRARY = "libcuda.so.1"
"""What the driver API is in."""

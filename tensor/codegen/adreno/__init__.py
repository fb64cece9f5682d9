"""Qualcomm's Adreno GPUs: what kernels are written as for them, and the compiler that makes machine code."""

"""Kernels for a processor: what one workgroup does is loops, registers are vectors, panels lie in caches."""

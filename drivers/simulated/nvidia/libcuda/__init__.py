"""The driver's library: its functions, by the groups of <cuda.h>."""

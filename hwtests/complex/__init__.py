"""Complex tensors and Fourier transforms."""

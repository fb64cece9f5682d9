"""What a Tensor can do, one idea a file: each is a class of methods, and `tensor.py` puts them together."""

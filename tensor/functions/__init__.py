"""Functions of networks that stand on the methods: convolution, pooling, normalisation, attention, losses."""

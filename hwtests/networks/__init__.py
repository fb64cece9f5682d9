"""Whole networks as people write them, in Barewire or PyTorch from one text, and what holds them together.

The networks themselves are those of the benchmarks (`barewire.tools.bench.networks`).
"""
